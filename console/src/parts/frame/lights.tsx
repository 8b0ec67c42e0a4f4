import type { JSX } from 'preact';
import type { Classes } from '../../../../src/api/wire/metrics.ts';
import { LIGHTS, type Light as Which } from '../../../../src/model/light.ts';
import { counts } from '../../data/counts.ts';
import { lights } from '../../data/light.ts';
import { status } from '../../data/status.ts';
import { Light } from '../light.tsx';

/** Lights that want attention. */
const wrongLights = LIGHTS.filter((light) => light !== 'ok' && light !== 'off');

/** How many things show each light that wants attention; each count opens the list it counts. */
export function Lights(): JSX.Element {
  const { VM, source, ...others } = counts.value ?? {};
  const down = source?.lights.red ?? 0;
  const history = status.value?.history?.condition;
  const wrong = [
    ...wrongLights.flatMap((light) =>
      countOf(VM, light, `/metrics/VM?select=is:${light}`, lights[light].word),
    ),
    ...Object.entries(others).flatMap(([cls, of]) =>
      wrongLights.flatMap((light) => countOf(of, light, of.uri, `${cls} ${lights[light].word}`)),
    ),
  ];
  return (
    <div class="lights" role="status">
      {down > 0 && (
        <a href="/">
          <Light light="red" word={`${down} ${down === 1 ? 'source' : 'sources'} down`} />
        </a>
      )}
      {history && (
        <a href="/" title={history.kind}>
          <Light light={history.kind === 'clock-behind' ? 'amber' : 'red'} word="history" />
        </a>
      )}
      {wrong.map(({ light, uri, word }) => (
        <a key={word} href={uri}>
          <Light light={light} word={word} />
        </a>
      ))}
      {wrong.length === 0 && down === 0 && !history && VM && <Light light="ok" word={`${VM.lights.ok} ok`} />}
    </div>
  );
}

interface Count {
  readonly light: Which;
  readonly uri: string;
  readonly word: string;
}

/** A count as it is shown; none where there is nothing to count. */
function countOf(of: Classes[string] | undefined, light: Which, uri: string, word: string): Count[] {
  const count = of?.lights[light] ?? 0;
  return count > 0 ? [{ light, uri, word: `${count} ${word}` }] : [];
}
