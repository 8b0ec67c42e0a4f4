import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { curlOf } from '../../format/curl.ts';
import { useKeys } from '../../view/keys.ts';

interface Props {
  /** Addresses of the data that the page shows, when they are asked for. */
  requests: () => readonly string[];
}

/** Copies the requests of a page as commands; shows them where the browser lets nothing be copied. */
export function CopyCurl({ requests }: Props): JSX.Element {
  const [copied, setCopied] = useState<string | null>(null);
  const [command, setCommand] = useState<string | null>(null);
  const copy = (): void => {
    const text = curlOf(window.location.origin, requests());
    const count = requests().length;
    const done = `copied ${count} ${count === 1 ? 'command' : 'commands'}`;
    copyText(text).then(
      () => {
        setCopied(done);
        setCommand(null);
      },
      () => setCommand(text),
    );
  };
  useKeys({ y: copy });
  return (
    <>
      <button type="button" onClick={copy} title="copy the requests of this page ( y )">
        copy as curl
      </button>
      <span class="copied" role="status">
        {copied}
      </span>
      {command !== null && <pre tabIndex={0}>{command}</pre>}
    </>
  );
}

/** Browsers have a clipboard only for pages that came over TLS or from this machine. */
async function copyText(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('Cannot copy: no clipboard');
  await navigator.clipboard.writeText(text);
}
