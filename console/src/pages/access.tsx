import '../styles/access.css';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { auditLog, refreshAuditLog } from '../data/access/audit-log.ts';
import { refreshTokens, tokens } from '../data/access/tokens.ts';
import { AuditLogTable } from '../parts/access/audit-log.tsx';
import { NewTokenButton } from '../parts/access/new-token-button.tsx';
import { TokenTable } from '../parts/access/token-table.tsx';
import { CopyCurl } from '../parts/lazily.ts';
import { useAction } from '../parts/action.ts';
import { Refusal } from '../parts/refusal.tsx';

/** The tokens with which clients log in, and the log of what was changed. */
export function AccessPage(): JSX.Element {
  const { problem, run } = useAction();
  useEffect(() => {
    run(async () => void (await Promise.all([refreshTokens(), refreshAuditLog()])));
  }, []);
  return (
    <div class="access">
      <h1>Access</h1>
      <Refusal problem={problem} />
      <section>
        <div class="table-bar">
          <h2>Tokens</h2>
          <span class="space" />
          <NewTokenButton />
          <CopyCurl requests={() => ['/tokens', '/audit-log']} />
        </div>
        <p class="note">A person logs in with one, a program sends it as a bearer token.</p>
        {tokens.value ? <TokenTable tokens={tokens.value} /> : <p class="note">Waiting for the tokens.</p>}
      </section>
      <section>
        <h2>Log of changes</h2>
        {auditLog.value ? <AuditLogTable log={auditLog.value} /> : <p class="note">Waiting for the log.</p>}
      </section>
    </div>
  );
}
