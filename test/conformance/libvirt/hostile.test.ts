/**
 * Hostile daemons, each with its own way: the process lives, another source keeps being read, what is kept is bounded,
 * and the status of the source names what is wrong.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Answers, FakeDaemon } from '../../../packages/libvirt/test/fake-daemon.ts';
import { NO_ERROR } from '../../../packages/libvirt/test/fake-daemon.ts';
import {
  encodeFrame,
  errorPayload,
  events,
  FRAME_STATUS,
  FRAME_TYPE,
  KEEPALIVE,
  PROGRAM,
  XdrWriter,
} from '../../../packages/libvirt/src/wire.ts';
import { systemClock } from '../../../src/model/clock.ts';
import type { Source, SourceStatus } from '../../../src/model/source.ts';
import { createPipeline } from '../../../src/pipeline/mod.ts';
import { createHostSource } from '../../../src/sources/host/mod.ts';
import {
  answersOf,
  fakeVm,
  startTestSource,
  uuidOf,
  type FakeVm,
} from '../../../src/sources/libvirt/test-daemon.ts';
import { createMemoryStore } from '../../../src/store/mod.ts';

const intervalMs = 200;
const REGISTER = 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY';
const LIST = 'CONNECT_GET_ALL_DOMAIN_STATS';

interface Hostility {
  readonly answers: Answers;
  /** What the daemon does unasked on every connection. */
  readonly act?: (daemon: FakeDaemon) => void;
  /** A text that the status must have in the end. */
  readonly status: RegExp;
  /** Most series that may be kept of it. */
  readonly series?: number;
  /** Interval that the source's patience is a share of; long, so that nothing hangs on how busy the machine is. */
  readonly patientMs?: number;
}

const sound = answersOf(() => [fakeVm()]);

/** A sound daemon, but for the records of its lists. */
function withVms(vms: () => readonly FakeVm[]): Answers {
  return answersOf(vms);
}

/** A payload of words. */
function words(...values: number[]): Uint8Array {
  const writer = new XdrWriter();
  for (const value of values) writer.uint32(value);
  return writer.bytes;
}

/** The bytes of a lifecycle event of VM 1. */
function eventFrame(callbackId: number): Uint8Array {
  const domain = { name: 'vm1', uuid: uuidOf(1), id: 1 };
  const header = {
    program: PROGRAM.remote,
    version: 1,
    procedure: events.lifecycle.number,
    type: FRAME_TYPE.message,
    serial: 0,
    status: FRAME_STATUS.ok,
  };
  return encodeFrame(header, events.lifecycle.payload, { callbackId, domain, event: 0, detail: 0 });
}

const pings = Buffer.concat(
  Array.from({ length: 5000 }, () =>
    encodeFrame({
      program: PROGRAM.keepalive,
      version: 1,
      procedure: KEEPALIVE.ping,
      type: FRAME_TYPE.message,
      serial: 0,
      status: FRAME_STATUS.ok,
    }),
  ),
);

let round = 0;
const flooded = new Set<FakeDaemon>();
const most = 2n ** 64n - 1n;
const huge = fakeVm(1, {
  monitor: {
    ...fakeVm().monitor,
    'cpu.time': most,
    'balloon.current': most,
    'balloon.rss': most,
    'balloon.available': most,
    'balloon.usable': 1n,
    'balloon.last-update': most,
    'block.0.rd.bytes': most,
  },
});

const hostilities: Readonly<Record<string, Hostility>> = {
  'a frame longer than any': {
    answers: { ...sound, [LIST]: () => null },
    act: (daemon) => void afterCall(daemon, LIST, () => daemon.stream.write(words(0x7fff_ffff))),
    status: /length 2147483647 is outside/,
  },
  'a frame shorter than its own header': {
    answers: { ...sound, [LIST]: () => null },
    act: (daemon) => void afterCall(daemon, LIST, () => daemon.stream.write(words(5))),
    status: /length 5 is outside/,
  },
  'half a frame, and then nothing': {
    answers: { ...sound, [LIST]: () => null },
    act: (daemon) => void afterCall(daemon, LIST, () => daemon.stream.write(words(33_000_000, 1, 2))),
    status: /does not answer the list of VMs/,
    patientMs: intervalMs,
  },
  'more records than its bytes hold': {
    answers: { ...sound, [LIST]: () => words(16_384) },
    status: /16384 records are too many/,
  },
  'four thousand million fields': {
    answers: { ...sound, [LIST]: () => words(1, 0, 0, 0, 0, 0, 1, 0xffff_ffff) },
    status: /4294967295 fields are too many/,
  },
  'a field of a type that does not exist': {
    answers: { ...sound, [LIST]: () => words(1, 0, 0, 0, 0, 0, 1, 1, 0, 99, 0) },
    status: /unknown type 99/,
  },
  'endless fields with other names each time': {
    answers: withVms(() => {
      const fields: Record<string, number> = { 'state.state': 1, 'state.reason': 1 };
      for (let n = 0; n < 20_000; n++) fields[`r${round}.${n}`] = 1;
      round++;
      return [fakeVm(1, { free: fields })];
    }),
    status: /too many different ones/,
    series: 200,
  },
  'two VMs with one UUID': {
    answers: withVms(() => [fakeVm(), fakeVm(1, { name: 'twin', id: 9 })]),
    status: /1 records of a VM that the same answer had before/,
    series: 200,
  },
  'replies with wrong serials': {
    answers: { ...sound, [LIST]: () => null },
    act: (daemon) =>
      void afterCall(daemon, LIST, (call) => daemon.replyRaw({ ...call, serial: call.serial + 7 }, words(0))),
    status: /Cannot accept reply: no call/,
  },
  'a reply with a status that does not exist': {
    answers: { ...sound, [LIST]: () => null },
    act: (daemon) =>
      void afterCall(daemon, LIST, (call) => daemon.replyRaw({ ...call, status: 7 }, words(0))),
    status: /status 7/,
  },
  'an error that ends in its middle': {
    answers: { ...sound, [LIST]: () => null },
    act: (daemon) =>
      void afterCall(daemon, LIST, (call) => {
        const error = encodeFrame(call, errorPayload, { ...NO_ERROR, code: 1, message: 'no' }).subarray(28);
        daemon.replyRaw({ ...call, status: FRAME_STATUS.error }, error.subarray(0, 12));
      }),
    status: /Cannot read 4 bytes at 12/,
  },
  'an error message of a megabyte': {
    answers: { ...sound, [LIST]: () => null },
    act: (daemon) =>
      void afterCall(daemon, LIST, (call) => daemon.fail(call, { code: 1, message: 'x'.repeat(1_000_000) })),
    status: /^x{1024}$/,
  },
  'nonsense for the registration of events': {
    answers: { ...sound, [REGISTER]: () => new Uint8Array(0) },
    status: /Cannot read 4 bytes at 0/,
  },
  'a flood of events while a registration is unanswered': {
    answers: { ...sound, [REGISTER]: () => null },
    act: (daemon) =>
      void afterCall(daemon, REGISTER, async (call) => {
        // The first of four registrations waits for the flood to end.
        if (!flooded.has(daemon)) await flood(daemon, eventFrame(100), 100_000);
        flooded.add(daemon);
        daemon.reply(call, REGISTER, { callbackId: 100 });
      }),
    status: /Left out: 90000 events/,
  },
  'a flood of events': {
    answers: sound,
    act: (daemon) => void flood(daemon, eventFrame(100), 200_000),
    status: /^$|^Left out: \d+ events/,
    series: 200,
  },
  'a flood of pings': {
    answers: sound,
    act: (daemon) => {
      daemon.stream.write(pings);
      daemon.stream.write(pings);
    },
    status: /^$/,
  },
  'disks with names of 10 kB that change at every poll': {
    answers: withVms(() => {
      round++;
      return [fakeVm(1, { monitor: { ...fakeVm().monitor, 'block.0.name': `d${round}`.repeat(2000) } })];
    }),
    status: /1 devices whose name is longer than 64 characters/,
    series: 200,
  },
  'disks with other names at every poll': {
    answers: withVms(() => {
      round++;
      const disks: Record<string, string | bigint | number> = { 'block.count': 256 };
      for (let n = 0; n < 256; n++) {
        disks[`block.${n}.name`] = `r${round}d${n}`;
        disks[`block.${n}.rd.bytes`] = 1n;
      }
      return [fakeVm(1, { monitor: { ...fakeVm().monitor, ...disks } })];
    }),
    status: /until fewer new ones come at a time/,
    series: 40_000,
  },
  'other VMs at every poll': {
    answers: withVms(() => {
      round++;
      const off = { 'state.state': 5, 'state.reason': 1 };
      return Array.from({ length: 8000 }, (_, n) =>
        fakeVm(round * 8000 + n, { id: -1, free: off, monitor: {} }),
      );
    }),
    status: /VMs, until fewer new ones come/,
    series: 200,
    patientMs: 5000,
  },
  'counters of 2^64 − 1': { answers: withVms(() => [huge]), status: /^$/, series: 200 },
  'texts and fractions where counters should be': {
    answers: withVms(() => [
      fakeVm(1, { monitor: { ...fakeVm().monitor, 'cpu.time': 'NaN', 'balloon.rss': NaN } }),
    ]),
    status: /^$/,
    series: 200,
  },
  'XML of half a million levels': {
    answers: withVms(() => [fakeVm(1, { xml: `<domain>${'<a>'.repeat(300_000)}` })]),
    status: /nested deeper than 64/,
    series: 200,
  },
  'XML of four megabytes': {
    answers: withVms(() => [fakeVm(1, { xml: `<domain>${' '.repeat(4_000_000)}</domain>` })]),
    status: /more than 1048576 characters/,
    series: 200,
  },
  'something that is no XML': {
    answers: withVms(() => [fakeVm(1, { xml: '\u0000<<<' })]),
    status: /Cannot read domain XML/,
    series: 200,
  },
  'a greeting in HTTP': {
    answers: {},
    act: (daemon) => void daemon.stream.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    status: /is no libvirt daemon; it speaks HTTP/,
  },
};

const rejections: unknown[] = [];
const note = (error: unknown): void => void rejections.push(error);

describe('A hostile daemon that sends', () => {
  before(() => process.on('unhandledRejection', note).on('uncaughtException', note));
  after(() => process.off('unhandledRejection', note).off('uncaughtException', note));

  for (const [what, hostility] of Object.entries(hostilities)) {
    it(what, async () => {
      round = 0;
      await endure(hostility);
      assert.deepEqual(rejections, []);
    });
  }
});

/** Reads the daemon beside this machine until its status has the text, and then on. */
async function endure({ answers, act, status, series = 200, patientMs = 60_000 }: Hostility): Promise<void> {
  await using test = await startTestSource(answers, { intervalMs: patientMs });
  const acted = new Set<FakeDaemon>();
  const watch = setInterval(() => {
    for (const daemon of test.daemons) {
      if (acted.has(daemon)) continue;
      acted.add(daemon);
      act?.(daemon);
    }
  }, 1);
  const host = createHostSource({ clock: systemClock, intervalMs });
  const store = createMemoryStore({ rows: 12, stepMs: intervalMs, clock: systemClock });
  const bugs: unknown[] = [];
  const pipeline = createPipeline({
    consumers: [{ append: (batch) => store.appendInSlices(batch) }],
    clock: systemClock,
    stepMs: intervalMs,
    onError: (error) => bugs.push(error),
  });
  for (const source of [polledEvery(intervalMs, test.source), host]) pipeline.add(source);
  const polls = (nth: number): number => pipeline.counts()[nth]?.polls ?? 0;
  try {
    pipeline.start();
    await until(() => polls(0) >= 3 && textsOf(test.source.status()).some((text) => status.test(text)));
    const [hostile, other] = [polls(0), polls(1)];
    await until(() => polls(0) >= hostile + 2 && polls(1) >= other + 2);
    assert.deepEqual(bugs, []);
    assert.equal(pipeline.sources()[1]?.up, true);
    assert.ok(test.source.series.length <= series, `${test.source.series.length} series`);
    assert.ok(test.source.status().stuckCalls <= 4);
  } finally {
    clearInterval(watch);
    await pipeline.stop(AbortSignal.timeout(0));
    await store.close();
    await host.close();
  }
}

/** A source that is polled more often than its own patience is made for. */
function polledEvery(ms: number, source: Source): Source {
  return {
    id: source.id,
    kind: source.kind,
    intervalMs: ms,
    series: source.series,
    get stuckCalls() {
      return source.stuckCalls;
    },
    status: () => source.status(),
    poll: (signal) => source.poll(signal),
    close: () => source.close(),
  };
}

/** The reason and the conditions; one empty text where there are none. */
function textsOf({ reason, conditions }: SourceStatus): string[] {
  const texts = conditions.map((condition) => condition.reason);
  return reason === null && texts.length === 0 ? [''] : [...(reason === null ? [] : [reason]), ...texts];
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

/** Does something at every call of a procedure, as long as the connection lives. */
async function afterCall(
  daemon: FakeDaemon,
  name: typeof LIST | typeof REGISTER,
  act: (call: Awaited<ReturnType<FakeDaemon['call']>>) => unknown,
): Promise<void> {
  for (let nth = 0; ; nth++) {
    const call = await daemon.call(name, nth).catch(() => null);
    if (!call) return;
    await act(call);
  }
}

/** Sends a frame many times, as fast as it is taken. */
async function flood({ stream }: FakeDaemon, frame: Uint8Array, times: number): Promise<void> {
  const some = Buffer.concat(Array.from({ length: 1000 }, () => frame));
  for (let sent = 0; sent < times && !stream.destroyed; sent += 1000) {
    stream.write(some);
    while (stream.writableNeedDrain && !stream.destroyed) await setImmediate();
  }
}
