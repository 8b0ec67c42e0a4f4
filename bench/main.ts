import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { become } from '../tools/run.mjs';

/** Every benchmark by name: those beside the code they measure, and the ones that need peers, in bench/. */
const files = globSync(['bench/*.ts', 'packages/**/*.bench.ts', 'src/**/*.bench.ts'], {
  exclude: (name) => name.includes('node_modules'),
}).filter((file) => file !== 'bench/main.ts');
const benches = new Map(
  files.toSorted().map((file) => [basename(file).replace(/(\.bench)?\.ts$/, ''), file]),
);

const [name, ...args] = process.argv.slice(2);
const file = benches.get(name ?? '');
if (file === undefined) {
  console.error(
    `Cannot run benchmark${name ? ` "${name}"` : ''}: known are ${[...benches.keys()].join(', ')}`,
  );
  process.exitCode = 1;
} else {
  await become(process.execPath, ['--expose-gc', file, ...args], { stdio: 'inherit' });
}
