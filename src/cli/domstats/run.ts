import { LibvirtError, open, type DomainStats, type LibvirtClient } from '@virtscope/libvirt';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import type { DomstatsOptions } from './command.ts';
import { formatRecords } from './format.ts';
import { lookUp } from './lookup.ts';
import { select } from './select.ts';

/**
 * Asks the hypervisor once and prints the answer.
 *
 * @throws {CliError} `HYPERVISOR_FAILED`, `DOMAIN_UNKNOWN` or `NO_ANSWER`.
 */
export async function runDomstats(names: readonly string[], options: DomstatsOptions, io: Io): Promise<void> {
  const { VIRSH_DEFAULT_CONNECT_URI: ofVirsh, LIBVIRT_DEFAULT_URI: ofLibvirt } = io.env;
  const uri = options.connect ?? (ofVirsh || ofLibvirt || 'qemu:///system');
  // One limit for all calls together.
  const signal = AbortSignal.timeout(options.timeout * 1000);
  try {
    const client = await connect(uri, signal, io);
    try {
      const time = Date.now();
      const records = await ask(client, names, options, signal);
      io.stdout.write(await formatRecords(records, time, options, io.stdout.isTTY === true));
    } catch (error) {
      // virsh ends the output of a command that failed with an empty line too.
      if (!options.json && !options.xml && !options.quiet) io.stdout.write('\n');
      throw error;
    } finally {
      await client.close({ signal });
    }
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw noAnswer(options.timeout);
    if (error instanceof LibvirtError) {
      throw new CliError('HYPERVISOR_FAILED', error.message, { cause: error });
    }
    throw error;
  }
}

async function connect(uri: string, signal: AbortSignal, { env }: Io): Promise<LibvirtClient> {
  try {
    return await open(uri, { signal, deadlineMs: 2 ** 31 - 1, environment: env });
  } catch (error) {
    signal.throwIfAborted();
    const { message } = error as Error;
    throw new CliError('HYPERVISOR_FAILED', `failed to connect to the hypervisor\n${message}`, {
      cause: error,
    });
  }
}

async function ask(
  client: LibvirtClient,
  names: readonly string[],
  options: DomstatsOptions,
  signal: AbortSignal,
): Promise<DomainStats[]> {
  const { stats, flags } = select(options);
  const call = { signal, deadlineMs: Infinity };
  if (names.length === 0) return client.getAllDomainStats(stats, flags, call);
  return client.domainListGetStats(await lookUp(client, names, call), stats, flags, call);
}

function noAnswer(seconds: number): CliError {
  return new CliError(
    'NO_ANSWER',
    `Cannot get statistics: no answer within ${seconds} s\n` +
      'A QEMU may hang: --state and --interface never ask QEMU, and other domains can be asked by name',
  );
}
