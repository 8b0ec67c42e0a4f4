import type { JSX } from 'preact';
import { keysOn, setKeysOn, shownCommands } from '../../view/keys.ts';
import { lights } from '../../data/light.ts';
import { byKey, Key } from '../key.tsx';
import { Light } from '../light.tsx';

type Line = readonly [keys: readonly string[], what: string];

/** Keys of what has the focus, which are no commands of a page. */
const ofFocus: readonly Line[] = [
  [['Enter'], 'open the row'],
  [['ArrowLeft', 'ArrowRight'], 'on a chart: read along it; with Shift pan'],
  [['+', '-'], 'on a chart: zoom'],
  [['e', 'E'], 'on a chart: the next and the previous event'],
  [['Ctrl+v'], 'show a copied range of time'],
];

/** The keys of what is shown, and signs. */
export function Help(): JSX.Element {
  return (
    <>
      <h2>Keys of this page</h2>
      <Keys lines={byKey(shownCommands()).map(({ key, also, name }) => [also ? [key, also] : [key], name])} />
      <h2>Keys of what has the focus</h2>
      <Keys lines={ofFocus} />
      <h2>Signs</h2>
      <p>
        <Light light="red" word={lights.red.word} />: does not answer,{' '}
        <Light light="amber" word={lights.amber.word} />: busy,{' '}
        <Light light="unknown" word={lights.unknown.word} />: cannot be read,{' '}
        <Light light="ok" word={lights.ok.word} />. A machine that is off has no light: that is normal. A dash
        is an unknown value; its tooltip gives the reason.
      </p>
      <label>
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={(event) => setKeysOn(event.currentTarget.checked)}
        />{' '}
        single keys act
      </label>
      <form method="dialog">
        <button>close</button>
      </form>
    </>
  );
}

function Keys({ lines }: { lines: readonly Line[] }): JSX.Element {
  return (
    <dl>
      {lines.map(([keys, what]) => (
        <div key={what}>
          <dt>
            {keys.map((key) => (
              <Key key={key} name={key} />
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
