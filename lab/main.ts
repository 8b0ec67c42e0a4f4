import { Command, Option } from 'commander';

import { count } from './count.ts';
import { down } from './down.ts';
import { LabError } from './error.ts';
import { LOADS, type Load } from './guests/guest.ts';
import { hang, wake } from './guests/hang.ts';
import { hostsCommand } from './hosts/commands.ts';
import { labDir } from './paths.ts';
import { endCommands } from './host/run.ts';
import { status } from './status.ts';
import { up } from './up.ts';

type UpOptions = { kvm: number; work: number; paused: number; load: Load; tcg: boolean };

const program = new Command('lab').description(
  'Real guests under a real libvirt, to look at and to test with',
);

program
  .command('up')
  .description('boot guests; what runs already stays as it is')
  .argument('[n]', 'Linux guests', count, 10)
  .option('--kvm <k>', 'sleeping guests besides, which cost no CPU', count, 0)
  .option('--work <k>', 'small guests besides, with some CPU and disk I/O', count, 0)
  .option('--paused <k>', 'guests besides, started paused', count, 0)
  .addOption(
    new Option('--load <load>', 'what the Linux guests do').choices(Object.keys(LOADS)).default('lite'),
  )
  .option('--tcg', 'emulate every guest, even where KVM works', false)
  .action(async (linux: number, { kvm, work, paused, load, tcg }: UpOptions) => {
    const begin = performance.now();
    const plan = { linux, sleepers: kvm, workers: work, paused, load, tcg };
    const { guests } = await up(plan, print);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    print(`lab: ${guests.length} guests are up (${seconds} s)`);
    print(`Look at them with: npm start          or: virsh -c qemu:///system list`);
    print(`Take them down with: npm run lab -- down`);
  });

program
  .command('down')
  .description('leave nothing behind')
  .option('--purge', `remove the cached kernel and image too (${labDir})`, false)
  .action(async (options: { purge: boolean }) => {
    await down(options, print);
    print('lab: down');
  });

program
  .command('status')
  .description('list the guests')
  .action(async () => {
    const guests = await status();
    if (guests === null || guests.length === 0) return print('lab: down');
    for (const { name, state, pid } of guests) print(`${name.padEnd(16)} ${state.padEnd(10)} ${pid ?? '-'}`);
  });

program
  .command('hang')
  .description('stop the QEMU of a guest, so that its monitor never answers')
  .argument('<guest>')
  .action(hang);

program.command('wake').description('let a hung guest go on').argument('<guest>').action(wake);

program.enablePositionalOptions().addCommand(hostsCommand(print));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endCommands();
    process.kill(process.pid, signal);
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function print(line: string): void {
  console.log(line);
}
