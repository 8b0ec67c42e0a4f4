import type { JSX } from 'preact';
import type { AlarmDetails } from '../../../../../src/api/wire/alarms.ts';
import type { Top } from '../../../../../src/api/wire/top.ts';
import { hostOf } from '../../../data/alarms/host-of.ts';
import { getJson } from '../../../data/api.ts';
import { useOnce } from '../../../data/alarms/once.ts';
import { shownUnit, span, text } from '../../../format/format.ts';
import { labelOf } from '../../../view/measures.ts';
import { around } from './around.ts';
import { consumed, windowOf } from './consumed.ts';

const most = 5;

interface Props {
  alarm: AlarmDetails;
  /** When it was raised, epoch seconds. */
  raised: number;
}

/** The machines of the host that had most of what an alarm is about when it was raised; nothing where there are none. */
export function Consumers({ alarm, raised }: Props): JSX.Element | null {
  const metrics = consumed(alarm);
  const seconds = windowOf(alarm);
  const tops = useOnce(`${alarm.id} ${raised}`, async (left) => {
    const host = metrics.length === 0 ? null : await hostOf(alarm, left);
    if (host === null) return [];
    return Promise.all(metrics.map(async (metric) => topThen(metric, host, raised, seconds, left)));
  });
  const shown = (tops ?? []).filter(({ rows }) => rows.length > 0);
  if (shown.length === 0) return null;
  return (
    <section aria-label="machines with most of it">
      <h2>Which machines had most</h2>
      <p class="note">
        In the {span(seconds)} before it was raised, of the machines that are on that host now.
      </p>
      {shown.map((top) => (
        <Ranking key={top.metric} top={top} raised={raised} />
      ))}
    </section>
  );
}

async function topThen(
  metric: string,
  host: string,
  raised: number,
  seconds: number,
  left: AbortSignal,
): Promise<Top> {
  const query = new URLSearchParams({
    metric,
    host,
    start: String(raised - seconds),
    end: String(raised),
    limit: String(most),
  });
  const top = await getJson<Top>(`/metrics/VM/top?${query}`, left);
  return { ...top, rows: top.rows.filter(({ value }) => value > 0) };
}

function Ranking({ top: { metric, rows }, raised }: { top: Top; raised: number }): JSX.Element {
  const label = labelOf(metric);
  const range = `from=${Math.floor(raised - around.before)}&to=${Math.ceil(raised + around.after)}`;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`machines by ${label}`}>
      <table class="devices">
        <thead>
          <tr>
            <th scope="col">machine</th>
            <th scope="col" class="number">
              {label}
            </th>
            <th scope="col" class="number">
              of all
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, uri, value, share }) => (
            <tr key={id}>
              <th scope="row">
                <a href={`${uri}?${range}`}>{name}</a>
              </th>
              <td class="number">{text(value, shownUnit(metric))}</td>
              <td class="number">{share === null ? '–' : text(share, 'ratio')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
