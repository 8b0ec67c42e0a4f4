import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { sshFailures } from '../../../packages/libvirt/src/ssh/failures.ts';
import { stepOfSshFailure } from './trial/steps.ts';

/** As the guide writes them. */
const words: Readonly<Record<string, string>> = { login: 'ssh USER@HOST', user: 'USER', command: 'ssh' };

function written(text: string): string {
  return text.replaceAll(/(\{(\w+)\})+/g, (_, __, name: string) => words[name] ?? '…');
}

it('docs/guide/remote-hosts.md has every failure of ssh with its step, sentence and remedy, in the order of the table', () => {
  const guide = readFileSync(new URL('../../../docs/guide/remote-hosts.md', import.meta.url), 'utf8');
  const rows = guide.split('\n').filter((line) => line.startsWith('| `SSH_'));
  const steps: Readonly<Record<string, string>> = stepOfSshFailure;
  const wanted = Object.entries(sshFailures).map(
    ([code, { state, remedy }]) =>
      `| \`${code}\` | ${steps[code]} | ${written(state)} | ${written(remedy)} |`,
  );
  assert.deepEqual(rows, wanted);
});
