import {
  encodeFrame,
  FRAME_STATUS,
  FRAME_TYPE,
  HEADER_BYTES,
  MAX_FRAME_BYTES,
  procedures,
  PROGRAM,
  STATS_LIMIT,
  XdrReader,
} from '@virtscope/libvirt/wire';
import type { Clock } from '../../model/clock.ts';
import { checkFlags, Fault, ORIGIN } from '../wire/fault.ts';
import { FILTERS, passes } from '../guests/filter.ts';
import { ALL_GROUPS, monitorTrips } from './groups.ts';
import type { Guest } from '../guests/guest.ts';
import type { Monitors } from '../guests/monitors.ts';
import { sizeOf, type GuestRecord, type Records } from './records.ts';
import type { World } from '../guests/world.ts';

export const STATS_FLAG = { nowait: 0x20000000, backing: 0x40000000, enforce: 0x80000000 } as const;

const LEAST_DOMAIN_BYTES = 24;
/** An answer is made and sent in pieces of about this size. */
const PIECE_BYTES = 262_144;
/** Other clients get a turn after so much work on one answer. */
const SLICE_MS = 10;
const SLICE_GUESTS = 64;
/** Waits for QEMU are saved up to this, as timers are no finer. */
const SHORTEST_WAIT_MS = 2;

export interface StatsRequest {
  /** In the order asked for; null means all. */
  readonly guests: readonly Guest[] | null;
  readonly groups: number;
  readonly flags: number;
}

/** All that an answer will hold, without the bytes. */
export interface StatsAnswer {
  readonly records: readonly GuestRecord[];
  /** Epoch ms at which each guest was read. */
  readonly times: readonly number[];
  readonly groups: number;
  readonly bytes: number;
}

/** Reads the arguments of a bulk call without making an object of each domain; a guest is known by its UUID alone. */
export function decodeStatsRequest(payload: Uint8Array, world: World): StatsRequest {
  const reader = new XdrReader(payload);
  const count = reader.count(STATS_LIMIT.records, LEAST_DOMAIN_BYTES);
  const guests: Guest[] = [];
  for (let i = 0; i < count; i++) {
    const length = reader.uint32();
    reader.skip(length + (-length & 3));
    const guest = world.byUuid(payload, reader.skip(16));
    reader.skip(4);
    if (guest) guests.push(guest);
  }
  const request = { guests: count === 0 ? null : guests, groups: reader.uint32(), flags: reader.uint32() };
  reader.finish();
  return request;
}

export interface StatsSources {
  readonly world: World;
  readonly monitors: Monitors;
  readonly records: Records;
  readonly clock: Clock;
  /** What one round trip to QEMU takes. */
  readonly tripMs: number;
}

/**
 * Reads the guests one after another, as the daemon does: a guest that does not answer holds up those behind it.
 *
 * @throws {Fault} if flags or, with ENFORCE, groups are not supported.
 */
export async function readStats(request: StatsRequest, sources: StatsSources): Promise<StatsAnswer> {
  const { world, monitors, records, clock } = sources;
  const { flags } = request;
  const known = FILTERS.bulk | STATS_FLAG.nowait | STATS_FLAG.backing | STATS_FLAG.enforce;
  checkFlags(flags, known, 'qemuConnectGetAllDomainStats');
  const groups = (request.groups === 0 ? ALL_GROUPS : request.groups) & ALL_GROUPS;
  if (flags & STATS_FLAG.enforce) enforce(request.groups & ~ALL_GROUPS);
  const trips = monitorTrips(groups);
  const wait = !(flags & STATS_FLAG.nowait);
  const found: GuestRecord[] = [];
  const times: number[] = [];
  let bytes = 0;
  let owedMs = 0;
  let time = clock.now();
  let slice = performance.now();
  for (const guest of request.guests ?? world.shuffled) {
    let phase = world.phase(guest, time);
    if (!passes(guest, phase, flags)) continue;
    let answered = true;
    if (trips > 0 && phase.on) {
      owedMs += trips * sources.tripMs;
      // Fast path: a guest that answers at once needs no waiting for.
      if (owedMs >= SHORTEST_WAIT_MS || monitors.blocked(guest, phase)) {
        answered = await monitors.ask(guest, { wait, ms: owedMs });
        owedMs = 0;
        time = clock.now();
        phase = world.phase(guest, time);
      }
    }
    if (flags & STATS_FLAG.enforce && groups & 1024 && !guest.kvmStats) enforce(1024);
    const record = records.of(guest, phase, answered ? 'full' : 'partial');
    found.push(record);
    times.push(time);
    bytes += sizeOf(record, groups);
    if (found.length % SLICE_GUESTS === 0 && performance.now() - slice > SLICE_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      slice = performance.now();
      time = clock.now();
    }
  }
  return { records: found, times, groups, bytes };
}

function enforce(missing: number): void {
  if (missing === 0) return;
  const bits = (missing >>> 0).toString(16);
  const detail = `Stats types bits 0x${bits} are not supported by this daemon or QEMU`;
  throw new Fault('argumentUnsupported', ORIGIN.qemu, detail);
}

/**
 * The reply's frame in pieces that share one buffer: use each before asking for the next.
 *
 * @throws {Fault} if the frame would be longer than libvirt sends.
 */
export function encodeStats(answer: StatsAnswer, serial: number, encoder: Records): Iterable<Uint8Array> {
  const length = HEADER_BYTES + 4 + answer.bytes;
  if (length > MAX_FRAME_BYTES) throw new Fault('rpc', ORIGIN.rpc, 'Unable to encode message payload');
  return statsPieces(answer, serial, encoder, length);
}

function* statsPieces(
  { records, times, groups }: StatsAnswer,
  serial: number,
  encoder: Records,
  length: number,
): Generator<Uint8Array> {
  const out = Buffer.allocUnsafeSlow(Math.min(length, PIECE_BYTES));
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  const header = encodeFrame({
    program: PROGRAM.remote,
    version: 1,
    procedure: procedures.CONNECT_GET_ALL_DOMAIN_STATS.number,
    type: FRAME_TYPE.reply,
    serial,
    status: FRAME_STATUS.ok,
  });
  out.set(header);
  view.setUint32(0, length);
  view.setUint32(HEADER_BYTES, records.length);
  let at = HEADER_BYTES + 4;
  for (let i = 0; i < records.length; i++) {
    const record = records[i]!;
    if (at + sizeOf(record, groups) > out.length) {
      yield out.subarray(0, at);
      at = 0;
    }
    at = encoder.write(record, groups, times[i]!, out, view, at);
  }
  yield out.subarray(0, at);
}
