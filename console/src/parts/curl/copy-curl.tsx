import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { curlOf } from '../../format/curl.ts';
import { copyText } from '../../view/copy.ts';
import { hint, useCommands } from '../../view/keys.ts';

interface Props {
  /** Addresses of the data that the page shows, when they are asked for. */
  requests: () => readonly string[] | Promise<readonly string[]>;
}

/** Copies the requests of a page as commands; shows them where the browser lets nothing be copied. */
export function CopyCurl({ requests }: Props): JSX.Element {
  const [copied, setCopied] = useState<string | null>(null);
  const [command, setCommand] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    const paths = await requests();
    const text = curlOf(window.location.origin, paths);
    const isCopied = await copyText(text);
    setCopied(isCopied ? `copied ${paths.length} ${paths.length === 1 ? 'command' : 'commands'}` : null);
    setCommand(isCopied ? null : text);
  };
  const start = (): void => {
    copy().catch(reportError);
  };
  const action = { key: 'e', name: 'copy the requests of this page as curl', run: start };
  useCommands([action]);
  return (
    <>
      <button type="button" onClick={start} title={hint(action)}>
        copy as curl
      </button>
      <span class="copied" role="status">
        {copied}
      </span>
      {command !== null && <pre tabIndex={0}>{command}</pre>}
    </>
  );
}
