import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { capabilityLabels, uniqueUuid } from './capabilities.ts';

const recorded = new URL(
  '../../../../test/fixtures/libvirt/capture/host-capabilities.out.txt',
  import.meta.url,
);

it('reads the UUID, architecture and model of a real host', async () => {
  const capabilities = readFileSync(recorded, 'utf8');
  assert.equal(uniqueUuid(capabilities), '88000000-0000-4000-8000-000000000001');
  assert.deepEqual(await capabilityLabels(capabilities), { architecture: 'x86_64', cpu: 'AMD kvm64' });
});

function withCells(cells: string): string {
  return `<capabilities><host><topology><cells>${cells}</cells></topology></host></capabilities>`;
}

it('gives the memory of each NUMA node where there are several, of the first eight by name', async () => {
  const cell = (kib: string): string => `<cell><memory unit='KiB'>${kib}</memory></cell>`;
  const numa = async (cells: string): Promise<string | undefined> =>
    (await capabilityLabels(withCells(cells)))['numa'];
  assert.equal(await numa(cell('1048576')), undefined);
  assert.equal(await numa(cell('1048576') + cell('2097152')), '1.0 GiB, 2.0 GiB');
  assert.equal(await numa(`${cell('x')}<cell/>`), 'unknown, unknown');
  assert.match((await numa(cell('1048576').repeat(70))) ?? '', /^(1\.0 GiB, ){7}1\.0 GiB and 62 more$/);
});

it('has no labels of a document that cannot be read', async () => {
  assert.deepEqual(await capabilityLabels('<capabilities><host>'), {});
  assert.deepEqual(await capabilityLabels('none'), {});
});
