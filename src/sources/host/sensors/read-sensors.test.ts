import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine } from '../../../../test/host/machine.ts';
import { readSensors } from './read-sensors.ts';

const hwmon = 'sys/class/hwmon';

test('readSensors gives every temperature by chip and label, two chips of one name apart', async () => {
  using machine = new Machine({
    [`${hwmon}/hwmon0/name`]: 'coretemp\n',
    [`${hwmon}/hwmon0/temp1_input`]: '45000\n',
    [`${hwmon}/hwmon0/temp1_label`]: 'Package id 0\n',
    [`${hwmon}/hwmon0/fan1_input`]: '1200\n',
    [`${hwmon}/hwmon1/name`]: 'nvme\n',
    [`${hwmon}/hwmon1/temp1_input`]: '38850\n',
    [`${hwmon}/hwmon2/name`]: 'nvme\n',
    [`${hwmon}/hwmon2/temp1_input`]: '39850\n',
  });
  assert.deepEqual(await readSensors(machine.root), [
    { key: 'coretemp_Package_id_0', celsius: 45 },
    { key: 'nvme_temp1', celsius: 38.85 },
    { key: 'nvme_temp1_hwmon2', celsius: 39.85 },
  ]);
});

test('readSensors leaves out what no sensor measures, and is null where there is none', async () => {
  using machine = new Machine({
    [`${hwmon}/hwmon0/name`]: 'acpitz\n',
    [`${hwmon}/hwmon0/temp1_input`]: '-128000\n',
    [`${hwmon}/hwmon0/temp2_input`]: 'x\n',
    [`${hwmon}/hwmon0/temp3_input`]: '255000\n',
  });
  assert.equal(await readSensors(machine.root), null);
  assert.equal(await readSensors('/nowhere'), null);
});
