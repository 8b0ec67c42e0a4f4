import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, value, values } from '../../../test/host/machine.ts';

const heading = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
const dev = (...lines: string[]): { 'proc/net/dev': string } => ({
  'proc/net/dev': heading + lines.map((line) => `${line}\n`).join(''),
});
/** An interface in /sys with these entries. */
const sys = (name: string, ...entries: string[]): Record<string, string> => ({
  [`sys/class/net/${name}/address`]: '52:54:00:aa:bb:cc\n',
  ...Object.fromEntries(entries.map((entry) => [`sys/class/net/${name}/${entry}/x`, ''])),
});
/** A line whose every counter is `n`. */
const all = (name: string, n: number): string => `${name}: ${Array.from({ length: 16 }, () => n).join(' ')}`;

test('NetDev reads each field, also where the kernel leaves no blank behind the name', async () => {
  using machine = new Machine({
    ...sys('eth0', 'device'),
    'sys/class/net/eth0/speed': '1000\n',
    ...dev('  eth0: 1000 10 0 0 0 0 0 0 500 5 0 0 0 0 0 0'),
  });
  await machine.poll();
  const batch = await machine.next(dev('  eth0:3000 30 2 4 99 99 99 99 700 9 6 8 99 99 99 99'), 2000);
  for (const net of ['net', 'net.eth0']) {
    const f = (metric: string, want: number): void =>
      assert.equal(value(batch, `${net}.${metric}`), want, metric);
    f('rx.bytes', 1000);
    f('rx.packets', 10);
    f('rx.errors', 1);
    f('rx.drops', 2);
    f('tx.bytes', 100);
    f('tx.packets', 2);
    f('tx.errors', 3);
    f('tx.drops', 4);
  }
  assert.deepEqual(machine.host.devices, [
    {
      kind: 'net',
      key: 'eth0',
      labels: { device: 'eth0', type: 'hardware', mac: '52:54:00:aa:bb:cc', bitsPerSecond: '1000000000' },
    },
  ]);
});

test('NetDev leaves out the loopback and guests, and counts what is stacked only once', async () => {
  const names = ['lo', 'eth0', 'eth1', 'bond0', 'bond0.7', 'br0', 'vnet3', 'veth1a', 'guest-tap', 'tun0'];
  const lines = (n: number): { 'proc/net/dev': string } => dev(...names.map((name) => all(name, n)));
  using machine = new Machine({
    ...sys('lo'),
    ...sys('eth0', 'device'),
    ...sys('eth1', 'device'),
    ...sys('bond0', 'bonding', 'lower_eth0', 'lower_eth1'),
    ...sys('bond0.7', 'lower_bond0'),
    ...sys('br0', 'bridge'),
    ...sys('vnet3'),
    ...sys('guest-tap'),
    'sys/class/net/guest-tap/tun_flags': '0x5002\n',
    ...sys('tun0'),
    'sys/class/net/tun0/tun_flags': '0x1001\n',
    ...lines(100),
  });
  await machine.poll();
  const batch = await machine.next(lines(150));
  assert.deepEqual(
    machine.host.devices?.map(({ key, labels }) => [key, labels['type']]),
    [
      ['eth0', 'hardware'],
      ['eth1', 'hardware'],
      ['bond0', 'bond'],
      ['bond0_7', 'upper'],
      ['br0', 'bridge'],
      ['tun0', 'tunnel'],
    ],
  );
  assert.deepEqual(values(batch, 'net.rx.bytes', 'net.bond0_7.rx.bytes', 'net.br0.tx.drops'), [100, 50, 50]);
});

test('NetDev in a container, which has no hardware, counts what is not stacked', async () => {
  const lines = (n: number): { 'proc/net/dev': string } =>
    dev(all('lo', n), all('eth0', n), all('eth0.5', n));
  using machine = new Machine({ ...sys('eth0'), ...sys('eth0.5', 'lower_eth0'), ...lines(1) });
  await machine.poll();
  assert.equal(value(await machine.next(lines(8)), 'net.rx.packets'), 7);
});

test('NetDev: two names with one key have series for the first alone, and the host is labelled with the other', async () => {
  const lines = (n: number): { 'proc/net/dev': string } => dev(all('a.b', n), all('a_b', n * 2));
  using machine = new Machine(lines(1));
  await machine.poll();
  const batch = await machine.next(lines(2));
  assert.deepEqual(values(batch, 'net.a_b.rx.bytes', 'net.rx.bytes'), [1, 3]);
  assert.equal(machine.host.labels['netsLeftOut'], 'a_b');
});

test('NetDev: a counter of 32 bits that wrapped is unknown for one sample', async () => {
  using machine = new Machine(dev(all('eth0', 4_294_967_295)));
  await machine.poll();
  assert.equal(value(await machine.next(dev(all('eth0', 10))), 'net.eth0.rx.bytes'), 'counter-reset');
  assert.equal(value(await machine.next(dev(all('eth0', 11))), 'net.eth0.rx.bytes'), 1);
});
