import type { JSX } from 'preact';
import { uriOf } from '../../data/api.ts';
import { fleet } from '../../data/fleet.ts';
import { downSources, status } from '../../data/status.ts';
import { findings, type Finding } from './findings.ts';
import { historyFindings } from './history-findings.ts';
import { Light } from '../light.tsx';
import { hasNewRepairs, Repairs } from './repairs.tsx';
import { sourceFindings } from './source-findings.ts';
import { Since } from '../since.tsx';

/** Findings shown before the rest is left to the table. */
const most = 5;

/** What is wrong, above everything else; nothing at all when nothing is. */
export function Banners(): JSX.Element | null {
  const others = [...historyFindings(status.value?.history), ...sourceFindings(status.value?.sources ?? [])];
  const all = findings(fleet.value, downSources.value, others);
  if (all.length === 0 && !hasNewRepairs.value) return null;
  const next = all[most];
  const more = next?.uri?.startsWith('/metrics/source')
    ? uriOf('source')
    : `/metrics/VM?select=is:${next?.light}`;
  return (
    <section class="banners" aria-label="what is wrong">
      <ul>
        {all.slice(0, most).map((finding) => (
          <li key={finding.uri ?? finding.subject} class={finding.light}>
            <Banner finding={finding} />
          </li>
        ))}
        {all.length > most && (
          <li class="more">
            <a href={more}>and {all.length - most} more</a>
          </li>
        )}
        {hasNewRepairs.value && <Repairs />}
      </ul>
    </section>
  );
}

function Banner({ finding }: { finding: Finding }): JSX.Element {
  const { light, subject, uri, text, since, atLeast = false } = finding;
  return (
    <>
      <Light light={light} />
      {uri ? <a href={uri}>{subject}</a> : <strong>{subject}</strong>}
      <span class="what">{text}</span>
      {since !== null && <Since since={since} atLeast={atLeast} />}
    </>
  );
}
