import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { FakeClock } from '../../../test/fake-clock.ts';
import { LiveCertificate } from './live-certificate.ts';
import { makeCertificate, type TestCertificate } from './test-certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-live-certificate-'));
after(() => rmSync(folder, { recursive: true }));
const now = Date.UTC(2027, 0);
const [first, second] = [makeCertificate(), makeCertificate()];

/** Pairs as certbot keeps them: directories of versions, and links to the files of the newest. */
function makeLive(pair: TestCertificate) {
  const root = mkdtempSync(join(folder, 'live-'));
  let version = 0;
  const archive = (next: Partial<TestCertificate>): string => {
    const directory = join(root, String(version++));
    mkdirSync(directory);
    for (const name of ['cert', 'key'] as const) writeFileSync(join(directory, name), next[name] ?? '');
    return directory;
  };
  const point = (name: string, target: string): void => {
    symlinkSync(target, join(root, `${name}.new`));
    renameSync(join(root, `${name}.new`), join(root, name));
  };
  const swap = (next: Partial<TestCertificate>): void => {
    const directory = archive(next);
    for (const name of ['cert', 'key'] as const) point(name, join(directory, name));
  };
  swap(pair);
  const files = { certificate: join(root, 'cert'), key: join(root, 'key') };
  const clock = new FakeClock(now);
  const notices: string[] = [];
  const served: unknown[] = [];
  const live = new LiveCertificate({
    files,
    clock,
    onNotice: (line) => notices.push(line.replaceAll(`${root}/`, '')),
    onError: (error) => {
      throw error;
    },
  });
  live.serve({ setSecureContext: ({ cert }) => void served.push(cert) });
  return { live, clock, files, swap, notices, served };
}

it('a LiveCertificate serves another pair once its links lead there', async () => {
  const { live, clock, swap, notices, served } = makeLive(first);
  using _ending = live;
  live.watch();
  await clock.advance(30_000);
  assert.deepEqual(served, []);
  swap(second);
  await clock.advance(10_000);
  assert.deepEqual(served, [second.cert]);
  assert.equal(live.current.cert, second.cert);
  assert.deepEqual(notices, ['the certificate is another, valid until 2100-01-01T00:00:00.000Z']);
});

it('a LiveCertificate keeps the old pair while the new one is half written, and says it once', async () => {
  const { live, clock, files, swap, notices, served } = makeLive(first);
  using _ending = live;
  live.watch();
  swap({ cert: second.cert, key: first.key });
  await clock.advance(60_000);
  assert.equal(live.current.cert, first.cert);
  assert.deepEqual(notices, [
    'the certificate is as before: Cannot use key key: it is not the key of the certificate cert',
  ]);
  writeFileSync(files.key, second.key);
  await clock.advance(10_000);
  assert.deepEqual(served, [second.cert]);
  rmSync(files.key);
  await clock.advance(10_000);
  assert.match(notices.at(-1) ?? '', /Cannot use key key: no such file$/);
  swap(second);
  await clock.advance(10_000);
  assert.equal(notices.length, 3, 'the same pair is no news');
});

it('reload() reads at once, and refuses what is of no use', () => {
  const { live, swap, served } = makeLive(first);
  assert.equal(live.reload(), false);
  swap({ cert: 'x' });
  assert.throws(() => live.reload(), { code: 'CERTIFICATE_INVALID' });
  swap(second);
  assert.equal(live.reload(), true);
  assert.deepEqual(served, [second.cert]);
});

it('a LiveCertificate ends with what looks at its files', async () => {
  const { live, clock } = makeLive(first);
  live.watch();
  await clock.advance(10_000);
  live[Symbol.dispose]();
  await clock.advance(10_000);
  assert.equal(clock.sleepers, 0);
});
