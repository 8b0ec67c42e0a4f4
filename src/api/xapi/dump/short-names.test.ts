import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortName } from './short-names.ts';

test('shortName fits rrdtool and keeps different names different', () => {
  const names = ['read', 'write'].flatMap((way) => [
    `vbd_vda_${way}`,
    `vbd_vda_${way}_latency`,
    `vbd_vda_io_throughput_${way}`,
    `vbd_nvme0n1_io_throughput_${way}`,
    `vbd_nvme0n1_${way}_latency`,
    `pif_enp0s31f6_${way}_errors`,
  ]);
  const short = names.map(shortName);
  assert.equal(new Set(short).size, names.length);
  for (const name of short) assert.match(name, /^[\w-]{1,19}$/);
});
