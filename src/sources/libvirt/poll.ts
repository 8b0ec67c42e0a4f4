import { ProtocolError, type LibvirtClient } from '@virtscope/libvirt';
import { Reason } from '../../model/reason.ts';
import { readDomainList } from './calls/per-domain/list.ts';
import { noDeadline } from './calls/serial-calls.ts';
import { BUDGET, LATEST, LIST_GROUPS, PATIENCE, type LibvirtConfig } from './config.ts';
import { putGuestReport } from './decode/guest-report.ts';
import { blank, explainMonitor } from './decode/unknown.ts';
import type { Parts } from './parts.ts';

/**
 * One poll, begun at `time` (epoch ms): reads the list of VMs and their monitors into the arrays of the batch.
 *
 * @returns why the list of VMs was not read to its end; null when it was
 */
export async function poll(
  parts: Parts,
  config: LibvirtConfig,
  { time, signal }: { time: number; signal: AbortSignal },
): Promise<string | null> {
  const { decoder, inventory, session, silence } = parts;
  decoder.writer.begin(Reason.notCollected);
  let problem: string | null = null;
  if (await session.connect(config.intervalMs * BUDGET, signal)) {
    const connected = session.client;
    if (connected) {
      parts.host?.ask(connected);
      // A login by ssh takes longer than a daemon that is well may take to answer.
      problem = await read(connected, parts, { config, startedAt: config.clock.monotonic() });
    }
  }
  // What was listed before the connection broke is out of date.
  if (!session.client) problem = session.reason ?? 'not connected';
  else {
    if (silence.note(session.client) && problem !== null) inventory.markSilent(problem);
    putGuestReports(parts);
  }
  inventory.assess(time);
  explainUnknown(parts, session.client !== null);
  return problem;
}

interface Timing {
  readonly config: LibvirtConfig;
  /** Monotonic ms. */
  readonly startedAt: number;
}

/** The connection ends when the daemon does not speak the protocol. */
async function read(client: LibvirtClient, parts: Parts, timing: Timing): Promise<string | null> {
  let problem: string | null = null;
  try {
    problem = await readList(client, parts, timing);
    await readMonitors(client, parts, { ...timing, isListed: problem === null });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    client.connection.fail(error);
    // The session is notified in a later turn of the event loop.
    await client.connection.closed;
  }
  return problem;
}

/** Null when the list was read, else a sentence. */
async function readList(client: LibvirtClient, parts: Parts, timing: Timing): Promise<string | null> {
  const { decode, decoder, listCalls, perDomainCalls } = parts;
  const { config, startedAt } = timing;
  const hasBulk = !perDomainCalls.isNeeded(client);
  const call = (): Promise<Uint8Array> =>
    hasBulk ? client.getAllDomainStatsRaw(LIST_GROUPS, 0, noDeadline) : readDomainList(client);
  const take = (payload: Uint8Array, timeMs: number): void | Promise<void> =>
    decode(() => decoder.readList(payload, timeMs, hasBulk));
  const outcome = await listCalls.read(call, startedAt + config.intervalMs * PATIENCE, take);
  if (outcome === 'read') return null;
  if (outcome === 'late') return 'The daemon does not answer the list of VMs';
  if (!hasBulk || !outcome.unsupported) return outcome.message;
  perDomainCalls.begin(client);
  return readList(client, parts, timing);
}

async function readMonitors(
  client: LibvirtClient,
  { host, monitorFreeCalls, monitorPoll, perDomainCalls, quarantine, xmlRefresher }: Parts,
  { config: { clock, intervalMs }, startedAt, isListed }: Timing & { isListed: boolean },
): Promise<void> {
  const until = startedAt + intervalMs * BUDGET;
  // While the list call waits, no call is made that could wait for the same VM.
  const refreshing = isListed && quarantine.controlInfo.unanswered === 0;
  const [unasked] = await Promise.all([
    (perDomainCalls.isNeeded(client) ? perDomainCalls : monitorPoll).run(client, until),
    refreshing ? xmlRefresher.run(client, Math.min(until, clock.monotonic() + intervalMs * PATIENCE)) : null,
    // Beside three monitor calls it takes the place of the list, which was read (docs/adr/0021).
    refreshing ? host?.read(client, until) : null,
  ]);
  await monitorFreeCalls.run(client, unasked, startedAt + intervalMs * LATEST);
}

/** Puts the newest reports of guest agents into the batch, and starts the next round of calls when it is due. */
function putGuestReports({ agentCalls, decoder: { writer }, inventory, series }: Parts): void {
  if (!agentCalls) return;
  agentCalls.tick(() => inventory.all());
  for (const vm of inventory.all()) {
    const report = vm.active ? vm.guest : null;
    if (report) putGuestReport(vm, { report, current: agentCalls.isCurrent(report) }, { series, writer });
  }
}

/** Sets the reason of the values that were not read. */
function explainUnknown({ decoder: { writer }, inventory }: Parts, isConnected: boolean): void {
  for (const vm of inventory.all()) {
    if (!isConnected || vm.entity.state === 'unknown') blank(writer, vm, Reason.unreachable);
    else if (!vm.active) blank(writer, vm, Reason.notRunning);
    else if (vm.entity.condition?.kind === 'stuck') explainMonitor(writer, vm, Reason.stuck);
  }
}
