import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { eventually, startProgram } from '../../program.ts';
import { isMissing, RealReceiver } from './receivers.ts';

interface Status {
  readonly remoteWrite: readonly {
    readonly state: string;
    readonly droppedSamples: number;
    readonly lastError: { readonly reason: string } | null;
  }[];
}

it(
  'virtscope writes to a VictoriaMetrics whose password has changed once the file has it, without a restart',
  { skip: isMissing('VictoriaMetrics') },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'virtscope-token-'));
    const file = join(folder, 'token');
    const write = (password: string): void =>
      writeFileSync(file, `Basic ${Buffer.from(`me:${password}`).toString('base64')}\n`);
    write('old');
    try {
      await using receiver = new RealReceiver('VictoriaMetrics');
      await receiver.start('closed');
      const config = `interval: 1s\nremoteWrite:\n  url: ${receiver.writeUrl}\n  authorizationFile: ${file}\n`;
      await using program = await startProgram(['--no-demo', '--libvirt', 'none'], config);
      const until = (state: string): Promise<Status> =>
        eventually(
          () => program.json<Status>('/status'),
          ({ remoteWrite }) => remoteWrite[0]?.state === state,
          90,
          `remote write to be ${state}`,
        );
      const failing = await until('failing');
      assert.match(failing.remoteWrite[0]?.lastError?.reason ?? '', /^HTTP 401/);
      write('secret');
      const ok = await until('ok');
      assert.equal(ok.remoteWrite[0]?.droppedSamples, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
