import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Machine, value, values } from '../../../../test/host/machine.ts';
import type { PollResult } from '../../../model/batch.ts';

const net = 'sys/class/net';
const files = {
  'proc/stat': 'cpu  1 2 3 4 5 6 7 8 9 10\n',
  [`${net}/eth0/device/x`]: '',
  [`${net}/eth0/flags`]: '0x1003\n',
  [`${net}/eth0/operstate`]: 'up\n',
  [`${net}/eth0/speed`]: '10000\n',
  [`${net}/eth1/device/x`]: '',
  [`${net}/eth1/flags`]: '0x1003\n',
  [`${net}/eth1/operstate`]: 'down\n',
  [`${net}/eth1/speed`]: '-1\n',
  [`${net}/eth1/bonding_slave/mii_status`]: 'down\n',
  [`${net}/eth0/bonding_slave/mii_status`]: 'up\n',
  [`${net}/eth2/device/x`]: '',
  [`${net}/eth2/flags`]: '0x1002\n',
  [`${net}/eth2/operstate`]: 'down\n',
  [`${net}/bond0/bonding/slaves`]: 'eth0 eth1\n',
  [`${net}/bond0/flags`]: '0x1403\n',
  [`${net}/bond0/operstate`]: 'up\n',
  [`${net}/vnet3/flags`]: '0x1003\n',
  [`${net}/vnet3/operstate`]: 'up\n',
};

/** Polls until a series is there: what is read in the background takes as long as the machine lets it. */
async function until(machine: Machine, metric: string): Promise<PollResult> {
  for (;;) {
    const batch = await machine.next({});
    if (value(batch, metric) !== undefined) return batch;
    await wait(1);
  }
}

test('links have connection and speed, where an interface is switched on; bonds have their members', async () => {
  using machine = new Machine(files);
  await machine.poll();
  const batch = await until(machine, 'net.eth0.link');
  assert.deepEqual(values(batch, 'net.eth0.link', 'net.eth0.speed'), [1, 1.25e9]);
  assert.deepEqual(values(batch, 'net.eth1.link', 'net.eth1.speed'), [0, undefined]);
  assert.deepEqual(values(batch, 'net.eth2.link', 'net.vnet3.link'), [undefined, undefined]);
  assert.deepEqual(values(batch, 'bond.bond0.members.total', 'bond.bond0.members.up'), [2, 1]);
  assert.equal(value(batch, 'net.bond0.link'), 1);
});

test('a link that is lost has no speed from then on', async () => {
  using machine = new Machine(files);
  await machine.poll();
  await until(machine, 'net.eth0.link');
  machine.write({ [`${net}/eth0/operstate`]: 'down\n', [`${net}/eth0/speed`]: '-1\n' });
  let batch = await machine.next({}, 10_000);
  while (value(batch, 'net.eth0.link') !== 0) {
    await wait(1);
    batch = await machine.next({});
  }
  assert.equal(value(batch, 'net.eth0.speed'), 'not-reported');
});
