import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Messages } from '../../../../src/api/wire/messages.ts';
import { ApiError, getJson } from '../../data/api.ts';
import { addressOfRead } from '../../data/messages/address.ts';
import { placeOf } from '../../data/messages/place.ts';
import { readBetween } from '../../data/messages/read-back.ts';
import type { Tail } from '../../data/messages/tail.ts';

/** Saves all that is kept of a filter, a line of JSON for each: the API's own lines go on for ever. */
export function DownloadMessages({ tail: { filter } }: { tail: Tail }): JSX.Element {
  const [state, setState] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    setState('reading');
    try {
      const { next } = await getJson<Messages>(addressOfRead({ filter, limit: 1 }));
      const { run, sequence } = placeOf(
        new URLSearchParams(next.slice(next.indexOf('?'))).get('after') ?? '',
      );
      const whole = { run, start: 0, end: sequence + 1 };
      const { messages } = await readBetween(getJson, filter, whole, new AbortController().signal);
      saveFile(
        'messages.ndjson',
        messages.map((message) => `${JSON.stringify(message)}\n`),
      );
      setState(`${messages.length.toLocaleString('en-GB')} saved`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState(error.message);
    }
  };
  return (
    <>
      <button type="button" disabled={state === 'reading'} onClick={() => void save().catch(reportError)}>
        <span class="hidden">download </span>NDJSON
      </button>
      <span role="status">{state}</span>
    </>
  );
}

function saveFile(name: string, lines: string[]): void {
  const url = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
