import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { copyText } from '../../view/copy.ts';

/** The secret of a token that was just made. */
export function Secret({ secret }: { secret: string }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => setCopied(await copyText(secret));
  return (
    <div class="secret" role="status">
      <p>This is the token. It is shown this once: only its hash is kept.</p>
      <pre tabIndex={0} aria-label="token">
        {secret}
      </pre>
      <button type="button" onClick={() => void copy().catch(reportError)}>
        {isCopied ? 'copied' : 'copy'}
      </button>
    </div>
  );
}
