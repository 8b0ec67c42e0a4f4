import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity, type Device, type Entity, onHost } from '../../model/entity.ts';
import { update } from './entity-diff.ts';
import type { EntityRecord } from './entity-record.ts';

const disk = (key: string): Device => ({ kind: 'disk', key, labels: {} });
const nic = (key: string): Device => ({ kind: 'net', key, labels: {} });
const vda = disk('vda');

function recordOf(own: Partial<EntityRecord>): EntityRecord {
  const rest = {
    aliases: [],
    source: 'libvirt',
    parent: onHost('h1'),
    stateSince: 0,
    stateAtLeast: false,
    condition: null,
    labels: {},
    firstSeen: 0,
    goneSince: null,
  };
  return { class: 'VM', id: 'a', name: 'db1', state: 'running', devices: [vda], ...rest, ...own };
}

function entityOf(own: Partial<Entity>): Entity {
  const rest = { source: 'libvirt', parent: onHost('h1'), state: 'running', devices: [vda], ...own };
  return createEntity({ class: 'VM', id: 'a', name: 'db1', ...rest }, 0);
}

const condition = (kind: 'stuck' | 'unreachable') => ({ kind, since: 0, reason: 'why' });
const stuck = { kind: 'stuck', since: 0 } as const;

test('update gives each difference as a sentence', () => {
  const f = (was: Partial<EntityRecord>, is: Partial<Entity>, want: string[]): void => {
    const about = { time: 7, hostName: (id: string) => id.toUpperCase() };
    const events = update(recordOf(was), entityOf(is), about);
    assert.deepEqual(
      events.map(({ kind, text }) => `${kind}: ${text}`),
      want,
    );
  };
  f({}, {}, []);
  f({}, { name: 'db2' }, ['renamed: db2 was db1 before']);
  f({ class: 'source' }, { name: 'qemu:///other' }, []);
  f({}, { parent: onHost('h2') }, ['migrated: db1 migrated from H1 to H2']);
  f({}, { parent: onHost(null) }, []);
  f({ parent: onHost(null) }, {}, []);
  f({}, { state: 'paused', stateReason: 'user' }, ['paused: db1 paused by a user']);
  f({}, { state: 'paused', stateReason: 'unknown' }, ['paused: db1 paused']);
  f({}, { state: 'pmsuspended' }, ['paused: db1 suspended']);
  const full = { kind: 'failed', since: 0, reason: 'paused by an I/O error: vda is full' } as const;
  f({}, { state: 'paused', stateReason: 'io-error', condition: full }, [`paused: db1 ${full.reason}`]);
  f({ state: 'paused' }, { stateReason: 'unpaused' }, ['resumed: db1 resumed']);
  f({}, { state: 'shutdown' }, []);
  f({}, { state: 'shutoff' }, ['stopped: db1 stopped']);
  f({ state: 'shutdown' }, { state: 'shutoff', stateReason: 'shutdown' }, ['stopped: db1 shut down']);
  f({ state: 'shutoff' }, { stateReason: 'booted' }, ['started: db1 started']);
  f({ state: 'shutoff' }, { state: 'paused', stateReason: 'starting-up' }, []);
  f({}, { state: 'crashed' }, ['crashed: db1 crashed']);
  f({}, { state: 'unknown', condition: condition('unreachable') }, []);
  f({}, { condition: condition('stuck') }, ['stuck: db1 does not answer']);
  f({ condition: stuck }, {}, ['healed: db1 answers again']);
  f({ condition: stuck }, { condition: condition('unreachable') }, []);
  f({}, { devices: [vda, disk('vdb')] }, ['device-added: db1 has a new disk vdb']);
  f({}, { devices: [nic('52')] }, ['device-added: db1 has a new interface 52', 'device-removed: db1 lost disk vda']); // prettier-ignore
  f({}, { devices: [] }, ['device-removed: db1 lost disk vda']);
  f({}, { devices: null }, []);
  f({ devices: null }, {}, []);
  f({ devices: [] }, {}, ['device-added: db1 has a new disk vda']);
  f({ class: 'source' }, { class: 'source', state: 'down' }, ['source-down: db1 cannot be reached']);
  f({ class: 'source', state: 'down' }, { class: 'source', state: 'up' }, ['source-up: db1 can be reached']);
});

test('update keeps what was known of one that cannot be reached', () => {
  const record = recordOf({ condition: stuck });
  const about = { time: 7, hostName: (id: string) => id };
  update(record, entityOf({ state: 'unknown', condition: condition('unreachable') }), about);
  assert.deepEqual([record.state, record.condition], ['running', stuck]);
  assert.deepEqual(update(record, entityOf({ parent: onHost('h2') }), about)[0], {
    time: 7,
    class: 'VM',
    id: 'a',
    name: 'db1',
    kind: 'migrated',
    from: 'h1',
    to: 'h2',
    text: 'db1 migrated from h1 to h2',
  });
});
