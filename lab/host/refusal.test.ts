import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusal, type Machine } from './refusal.ts';

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';

test('refusal shows what the machine lacks, and nothing on the right one', () => {
  const f = (change: Partial<Machine>, want: RegExp | null): void => {
    const reason = refusal({ uid: 0, arch: 'x64', osRelease: DEBIAN, ...change });
    if (want === null) assert.equal(reason, null);
    else assert.match(reason ?? '', want);
  };
  f({}, null);
  f({ uid: 1000 }, /root/);
  f({ arch: 'arm64' }, /x86-64 and this is arm64/);
  f({ osRelease: 'PRETTY_NAME="Fedora Linux 43"\nID=fedora\n' }, /Debian and this is Fedora Linux 43/);
  f({ osRelease: '' }, /Debian and this is an unknown system/);
});
