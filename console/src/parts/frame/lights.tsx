import type { JSX } from 'preact';
import type { Classes } from '../../../../src/api/wire/metrics.ts';
import type { Light as Which } from '../../../../src/model/light.ts';
import { alarmSummary } from '../../data/alarms/summary.ts';
import { counts } from '../../data/counts.ts';
import { lights } from '../../data/light.ts';
import { Light } from '../light.tsx';

/** A number that wants attention, and the list that it counts. */
interface Count {
  readonly light: Which;
  readonly word: string;
  readonly uri: string;
}

/** How much is wrong: alarms that are red or amber, and what is unknown. Each count opens the list it counts. */
export function Lights(): JSX.Element {
  const classes = counts.value;
  const wrong = [...raised(classes), ...['VM', 'host'].flatMap((cls) => ofClass(classes, cls, 'unknown'))];
  return (
    <div class="lights" role="status">
      {wrong.map(({ light, uri, word }) => (
        <a key={word} href={uri}>
          <Light light={light} word={word} />
        </a>
      ))}
      {wrong.length === 0 && classes?.['VM'] && <Light light="ok" word={`${classes['VM'].lights.ok} ok`} />}
    </div>
  );
}

/** Raised alarms; where no rule is evaluated, what is wrong by its state alone. */
function raised(classes: Classes | null): Count[] {
  const summary = alarmSummary.value;
  const wrong = ['red', 'amber'] as const;
  if (summary && summary.red + summary.amber + summary.green + summary.unknown > 0) {
    return wrong.flatMap((light) =>
      summary[light] > 0
        ? [{ light, word: `${summary[light]} ${light}`, uri: `/alarms?state=${light}` }]
        : [],
    );
  }
  return wrong.flatMap((light) => Object.keys(classes ?? {}).flatMap((cls) => ofClass(classes, cls, light)));
}

function ofClass(classes: Classes | null, cls: string, light: 'red' | 'amber' | 'unknown'): Count[] {
  const of = classes?.[cls];
  const count = of?.lights[light] ?? 0;
  if (!of || count === 0) return [];
  const name = cls === 'VM' ? '' : `${cls} `;
  const uri = cls === 'VM' ? `${of.uri}?select=is:${light}` : of.uri;
  return [{ light, word: `${count} ${name}${lights[light].word}`, uri }];
}
