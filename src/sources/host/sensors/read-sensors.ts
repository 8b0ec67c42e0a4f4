import { join } from 'node:path';
import { segment } from '../../../model/vocabulary.ts';
import { namesIn, textOf } from '../read-async.ts';

/** A temperature that a sensor of the machine reports. */
export interface Temperature {
  /** Chip and sensor, such as `coretemp_Package_id_0`. */
  readonly key: string;
  readonly celsius: number;
}

/** Most sensors that are read, and chips that are looked at. */
const MAX_SENSORS = 64;
const MAX_CHIPS = 64;

/** Chips report 0 or less, or more than this, where no sensor is connected. */
const MOST_CELSIUS = 150;

/**
 * The temperatures of `/sys/class/hwmon` (Documentation/hwmon/sysfs-interface of the kernel). A chip on a slow bus takes
 * milliseconds a sensor, so this does not hold up the caller; it never rejects. Null where the machine has none.
 */
export async function readSensors(root: string): Promise<readonly Temperature[] | null> {
  const folder = join(root, 'sys/class/hwmon');
  const found = new Map<string, Temperature>();
  for (const chip of (await namesIn(folder)).slice(0, MAX_CHIPS)) {
    const path = join(folder, chip);
    const inputs = (await namesIn(path)).filter((name) => /^temp\d+_input$/.test(name));
    if (inputs.length === 0) continue;
    const chipName = (await textOf(join(path, 'name'))) ?? chip;
    for (const input of inputs) {
      const celsius = Number(await textOf(join(path, input))) / 1000;
      if (!(celsius > 0 && celsius < MOST_CELSIUS) || found.size >= MAX_SENSORS) continue;
      const sensor = input.replace('_input', '');
      const label = (await textOf(join(path, `${sensor}_label`))) ?? sensor;
      const name = segment(`${chipName}_${label}`);
      // Two disks have chips of the same name.
      const key = found.has(name) ? segment(`${chipName}_${label}_${chip}`) : name;
      found.set(key, { key, celsius });
    }
  }
  return found.size > 0 ? [...found.values()] : null;
}
