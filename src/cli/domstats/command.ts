import type { LIST_FLAG, StatsGroup } from '@virtscope/libvirt';
import { Command, InvalidArgumentError, Option } from 'commander';
import { guard } from '../error.ts';
import type { Io } from '../io.ts';

/** Options that choose groups; without any, all the hypervisor has. */
const groups: Readonly<Record<StatsGroup, string>> = {
  state: 'state and why',
  'cpu-total': 'processor time on the host',
  balloon: 'memory, as the balloon driver reports it',
  vcpu: 'virtual processors',
  interface: 'network interfaces',
  block: 'disks',
  perf: 'perf events that are enabled',
  iothread: 'I/O threads',
  memory: 'memory bandwidth (resctrl)',
  dirtyrate: 'the last calculation of the dirty page rate',
  vm: 'counters of the hypervisor itself',
};

/** Options that leave domains out: all families that are given must fit. */
const lists: Readonly<Record<keyof typeof LIST_FLAG, string>> = {
  active: 'domains that run',
  inactive: 'domains that do not run',
  persistent: 'domains with a definition',
  transient: 'domains without a definition',
  running: 'running domains',
  paused: 'paused domains',
  shutoff: 'domains that are off',
  other: 'domains in any other state',
};

/**
 * `virtscope domstats`: options and output of `virsh domstats --raw`, so that scripts can switch, and JSON and XML
 * besides.
 *
 * It asks the hypervisor itself (docs/adr/0001) and not a virtscope server as the other commands do: a drop-in must
 * work in cron and rescue shells, where no server runs, and with the daemon a script names.
 */
export function domstatsCommand(io: Io): Command {
  const command = new Command('domstats')
    .description('print statistics of domains as `virsh domstats --raw` does')
    .argument('[domain...]', 'id, UUID or name of domains; all without any')
    .option('-c, --connect <uri>', 'hypervisor; default: $LIBVIRT_DEFAULT_URI, else qemu:///system')
    .addOption(new Option('--json', 'as JSON, with the hierarchy in the names').conflicts('xml'))
    .option('--xml', 'as XML, with the hierarchy in the names')
    .option('--timeout <seconds>', 'how long to wait for the hypervisor', seconds, 35)
    .option('--enforce', 'fail if a group is not supported, instead of leaving it out')
    .option('--backing', 'report the backing chain of disks too')
    .option('--nowait', 'report only what can be had without waiting for a busy domain')
    .option('--domain <domain>', 'the same as an argument', collect)
    .option('-q, --quiet', 'leave the last empty line out')
    .option('--raw', 'accepted: values are never prettied')
    .option('-r, --readonly', 'accepted: the connection is always read-only');
  command.optionsGroup('What is reported, everything without any:');
  for (const [name, what] of Object.entries(groups)) command.option(`--${name}`, what);
  command.optionsGroup('Which domains, all without any:');
  for (const [name, what] of Object.entries(lists)) command.option(`--list-${name}`, what);
  return command.action((domains: string[], options: DomstatsOptions) =>
    guard(io, async () => {
      const { runDomstats } = await import('./run.ts');
      await runDomstats([...(options.domain ?? []), ...domains], options, io);
    }),
  );
}

/** The options as commander gives them: a group or list is true under its name in camel case. */
export interface DomstatsOptions {
  readonly connect?: string;
  readonly json?: true;
  readonly xml?: true;
  readonly timeout: number;
  readonly domain?: readonly string[];
  readonly enforce?: true;
  readonly backing?: true;
  readonly nowait?: true;
  readonly quiet?: true;
  readonly [option: string]: unknown;
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('It must be a number of seconds, at most 86400.');
}
