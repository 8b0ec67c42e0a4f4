import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { keysOn, setKeysOn } from '../../view/keys.ts';
import { pages } from '../../pages.ts';
import { lights } from '../../data/light.ts';
import { Light } from '../light.tsx';

const keys: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'search machines: words of the name, or is:red, is:off, is:running'],
  ...pages.flatMap(({ tab }) => (tab ? [[tab.keys, tab.help] as const] : [])),
  ['j k', 'next and previous row; Enter opens it'],
  ['x c', 'choose the row; compare what is chosen'],
  ['v', 'compare: one chart for all, or one for each'],
  ['[ ]', 'previous and next machine, by name'],
  ['1 2 3 4 5 6', 'ten minutes, an hour, a day, a week, a month, a year'],
  ['t', 'charts as tables and back'],
  ['r y', 'charts: choose a range of time; copy the one shown (a pasted one is shown)'],
  ['u', 'times in UTC, or in local time'],
  ['b', 'networks in bits, or in bytes'],
  ['e', 'copy the requests of the page as curl'],
  ['.', 'freeze the screen; collection goes on'],
  ['← →', 'pan; on a chart read along it, + and - zoom, Shift pans'],
  ['e E', 'on a chart: the next and the previous event'],
  ['Esc', 'back from a zoom to now'],
  ['?', 'this help'],
];

/** Keys and signs, in a native dialog. */
export function Help({ close }: { close: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="help-title">
      <h2 id="help-title">Keys and signs</h2>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
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
    </dialog>
  );
}
