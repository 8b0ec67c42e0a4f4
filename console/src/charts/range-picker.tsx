import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { now } from '../data/clock.ts';
import { rangeText } from '../format/range-text.ts';
import { zone } from '../format/zone.ts';
import { lazy } from '../lazy.tsx';
import { copyText } from '../view/copy.ts';
import { hint, useCommands } from '../view/keys.ts';
import { zoomTo, type Span } from '../view/window.ts';

const RangeDialog = lazy(async () => import('../parts/range/range-dialog.tsx'), 'RangeDialog');

/** Buttons that choose a range, and copy the shown one as text. A range that is pasted anywhere on the page is shown. */
export function RangePicker({ shown }: { shown: Span }): JSX.Element {
  const [text, setText] = useState<string | null>(null);
  const [copied, setCopied] = useState('');
  const copy = (): void => {
    copyText(rangeText(shown)).then((done) => setCopied(done ? 'copied' : 'cannot copy'), reportError);
  };
  const choose = {
    key: 'r',
    name: 'type, choose or paste a range of time',
    run: () => setText(''),
  };
  const copyRange = { key: 'y', name: 'copy the shown range as text, with its zone', run: copy };
  useCommands([choose, copyRange]);
  useEffect(() => {
    const pasted = (event: ClipboardEvent): void => {
      const target = event.target as HTMLElement | null;
      if (target?.closest('input, textarea, select, dialog')) return;
      const typed = event.clipboardData?.getData('text').slice(0, 1000).trim() ?? '';
      if (typed !== '') take(typed, setText).catch(reportError);
    };
    document.addEventListener('paste', pasted);
    return () => document.removeEventListener('paste', pasted);
  }, []);
  useEffect(() => {
    if (copied === '') return undefined;
    const timer = setTimeout(() => setCopied(''), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <button type="button" title={hint(choose)} onClick={choose.run}>
        range…
      </button>
      <button type="button" class="quiet" title={hint(copyRange)} onClick={copy}>
        copy range
      </button>
      <span role="status">{copied}</span>
      {text !== null && <RangeDialog text={text} close={() => setText(null)} />}
    </>
  );
}

/** Shows what was pasted, where it is a range; else the dialog has it, with what is wrong. */
async function take(text: string, edit: (text: string) => void): Promise<void> {
  const { parseRange } = await import('../parts/range/parse-range.ts');
  const found = parseRange(text, { zone: zone.peek(), now: now.peek() });
  if ('from' in found) zoomTo(found.from, found.to);
  else edit(text.slice(0, 200));
}
