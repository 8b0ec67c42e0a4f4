import '../styles/alarms.css';
import type { JSX } from 'preact';
import type { AlarmRule } from '../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../data/alarms/alarms.ts';
import { pathOf } from '../data/alarms/rules.ts';
import { Conditions } from '../parts/alarms/conditions.tsx';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { permitted } from '../view/access/permitted.ts';

const classes = [
  ['host', 'Hosts'],
  ['VM', 'Machines'],
  ['service', 'Services'],
  ['source', 'Sources'],
] as const;

/** Every rule in effect, why it is there, and where each of its levels comes from. */
export function AlarmRulesPage(): JSX.Element {
  const { value, problem } = useAlarmAnswer<AlarmRule[]>('/alarm-rules');
  const rules = value.value;
  if (problem.value && !rules) return <Problem problem={problem.value} what="list of rules" />;
  return (
    <div class="alarms-page">
      <div class="table-bar">
        <h1>
          Rules of <a href="/alarms">alarms</a>
        </h1>
        <span class="space" />
        {permitted('PUT /alarm-rules/:id') && (
          <a class="action" href="/alarm-rules/new">
            new rule
          </a>
        )}
        <CopyCurl requests={() => ['/alarm-rules']} />
      </div>
      <p class="note">Files of your own change them too: docs/guide/alarms.md.</p>
      {!rules && <p class="note">Waiting for the rules.</p>}
      {rules &&
        classes.map(([cls, title]) => (
          <section key={cls}>
            <h2>{title}</h2>
            {rules
              .filter((rule) => rule.class === cls)
              .map((rule) => (
                <Rule key={rule.id} rule={rule} />
              ))}
          </section>
        ))}
    </div>
  );
}

function Rule({ rule }: { rule: AlarmRule }): JSX.Element {
  const { id, reason, enabled, select, inhibits, notify, combine, conditions } = rule;
  const notes = [
    !enabled && 'switched off',
    select !== null && `of ${select}`,
    conditions.length > 1 &&
      (combine === 'all' ? 'all conditions must be bad' : 'one bad condition is enough'),
    inhibits.length > 0 && `hides ${inhibits.join(', ')}`,
    notify === 'none' && 'only shown',
  ].filter((note) => typeof note === 'string');
  return (
    <article class="rule-of-alarms" id={id}>
      <h3>
        <a href={`/alarms?rule=${encodeURIComponent(id)}&state=red,amber,unknown,green`}>{id}</a>{' '}
        {permitted('PUT /alarm-rules/:id') && (
          <a class="edit" href={pathOf(id)}>
            edit<span class="hidden"> {id}</span>
          </a>
        )}
      </h3>
      <p>{reason}</p>
      {notes.length > 0 && <p class="note">{notes.join('; ')}</p>}
      <Conditions of={rule} label={`conditions of ${id}`} />
    </article>
  );
}
