import { Command, Option } from 'commander';

import { count } from '../count.ts';
import { hostsConfig } from './config.ts';
import { cut, heal } from './faults/cut.ts';
import { continueLibvirtd, stopLibvirtd } from './faults/daemon.ts';
import { hostsDown } from './down.ts';
import { findHost, HOSTS, type TestHost } from './host.ts';
import { migrate } from './migrate.ts';
import { startSshd, stopSshd } from './faults/sshd.ts';
import { hostsStatus } from './status.ts';
import { hostsUp } from './up.ts';
import { virshOn } from './virsh.ts';

/** The commands `lab hosts …`. */
export function hostsCommand(print: (line: string) => void): Command {
  const hosts = new Command('hosts')
    .enablePositionalOptions()
    .description('two hosts on this machine, reached by ssh, to look at');

  hosts
    .command('up')
    .description('start both hosts; what is up already stays as it is')
    .argument('[n]', 'guests of each host, besides one that has the same name on both', count, 3)
    .action(async (guests: number) => {
      const begin = performance.now();
      await hostsUp(guests, print);
      print(`lab: ${HOSTS.length} hosts are up (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
      print(`Look at both with: npm start -- --config ${hostsConfig}`);
      for (const { address } of HOSTS)
        print(`Or add one with: bin/virtscope hosts add qemu+ssh://scope@${address}/system`);
      print(`Take them down with: npm run lab -- hosts down`);
    });

  hosts
    .command('down')
    .description('leave nothing behind')
    .action(async () => {
      await hostsDown(print);
      print('lab: hosts are down');
    });

  hosts
    .command('status')
    .description('list the hosts and their guests')
    .action(async () => {
      const all = await hostsStatus();
      if (all.length === 0) return print('lab: hosts are down');
      for (const { name, address, libvirtd, sshd, cut: isCut, guests } of all) {
        const notes = [
          `libvirtd ${libvirtd}`,
          `sshd ${sshd ? 'running' : 'down'}`,
          ...(isCut ? ['cut off'] : []),
        ];
        print(`${name}  ${address}  ${notes.join(', ')}`);
        for (const [guest, state] of guests ?? []) print(`    ${guest.padEnd(12)} ${state}`);
      }
    });

  hosts
    .command('migrate')
    .description('migrate a guest live')
    .argument('<guest>')
    .argument('<from>')
    .argument('<to>')
    .addOption(new Option('--bandwidth <MiB/s>', 'make it slower: 3 is half a minute').argParser(count))
    .action(async (guest: string, from: string, to: string, options: { bandwidth?: number }) => {
      await migrate(guest, findHost(from), findHost(to), options);
    });

  const onHost = (name: string, description: string, work: (host: TestHost) => unknown): void => {
    hosts
      .command(name)
      .description(description)
      .argument('<host>')
      .action(async (host: string) => void (await work(findHost(host))));
  };
  onHost('cut', 'drop every packet from and to a host', cut);
  onHost('heal', 'let packets pass again', heal);
  onHost('stop', 'stop its libvirtd (SIGSTOP), which then answers nothing', stopLibvirtd);
  onHost('cont', 'let its libvirtd go on', continueLibvirtd);

  hosts
    .command('sshd')
    .description('end its sshd and all sessions, or start it')
    .argument('<host>')
    .argument('<stop|start>')
    .action(async (host: string, what: string) => {
      await (what === 'start' ? startSshd : stopSshd)(findHost(host));
    });

  hosts
    .command('virsh')
    .description('run virsh inside a host')
    .argument('<host>')
    .argument('<arguments...>')
    .passThroughOptions()
    .action(async (host: string, args: string[]) => print((await virshOn(findHost(host), args)).trimEnd()));

  return hosts;
}
