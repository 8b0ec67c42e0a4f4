import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stateDir } from './state-dir.ts';

it('stateDir() is the system place for root and the XDG place for other users', () => {
  const f = (isRoot: boolean, env: Record<string, string>, want: string): void =>
    assert.equal(stateDir({ isRoot, env, home: '/home/ada' }), want);
  f(true, { XDG_STATE_HOME: '/x' }, '/var/lib/virtscope');
  f(false, {}, '/home/ada/.local/state/virtscope');
  f(false, { XDG_STATE_HOME: '/x' }, '/x/virtscope');
  f(false, { XDG_STATE_HOME: 'relative' }, '/home/ada/.local/state/virtscope');
});
