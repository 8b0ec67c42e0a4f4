import { LibvirtError, open, parseUri, type LibvirtClient, type OpenPhase } from '@virtscope/libvirt';
import type { OnCall } from '../../../model/streams/call.ts';
import type { Clock } from '../../../model/clock.ts';
import { TEST_STEPS, type StepResult, type TestStep } from '../../../model/connection.ts';
import { callObserver } from '../calls/call-observer.ts';
import { LIST_GROUPS } from '../config.ts';
import { failureOf } from './failure.ts';
import { stepsOf, type Transport } from './steps.ts';

/** Ssh gives up the connection after 80 % of it; a call of the poll has the other time. */
const OPEN_MS = 15_000;
const CALL_MS = 7000;

/** Of the opening, the last step that has ended well once it has come so far. Of ssh it is only known to run. */
const endedBy: readonly (readonly [phase: OpenPhase, step: TestStep])[] = [
  ['connected', 'connection'],
  ['answered', 'socket'],
  ['authenticated', 'polkit'],
];

/**
 * Opens a libvirt URI read-only and reads its VMs once, without a question to any QEMU. Gives a result for each step as it
 * ends, within 30 s. Which step failed follows from what happened: aliases and jump hosts are known to ssh alone.
 *
 * @throws the reason of the signal.
 */
export async function* tryConnection(
  uri: string,
  { clock, signal, onCall }: { clock: Clock; signal: AbortSignal; onCall?: OnCall },
): AsyncGenerator<StepResult> {
  const { transport } = parseUri(uri);
  const ended = new AbortController();
  const phases = {
    connected: Promise.withResolvers<void>(),
    answered: Promise.withResolvers<void>(),
    authenticated: Promise.withResolvers<void>(),
  };
  const opening = open(uri, {
    deadlineMs: OPEN_MS,
    callDeadlineMs: CALL_MS,
    signal: AbortSignal.any([signal, ended.signal]),
    observer: callObserver(null, onCall),
    onPhase: (phase) => phases[phase].resolve(),
  });
  const results = new Results(transport);
  try {
    for (const [phase, step] of endedBy) {
      await Promise.race([phases[phase].promise, opening]);
      if (phase !== 'connected' || transport !== 'ssh') yield* results.passed(step);
    }
    const client = await opening;
    yield* results.passed('rights');
    yield* results.passed('poll', await pollOnce(client, clock, signal));
  } catch (error) {
    signal.throwIfAborted();
    yield* results.failed(error);
  } finally {
    ended.abort();
    await opening.then(
      (client) => client.close(),
      () => {},
    );
  }
}

/** What was read in which time. */
async function pollOnce(client: LibvirtClient, clock: Clock, signal: AbortSignal): Promise<string> {
  const startedAt = clock.monotonic();
  const vms = await client.listAllDomains(0, { signal });
  try {
    await client.getAllDomainStatsRaw(LIST_GROUPS, 0, { signal });
  } catch (error) {
    // A driver without bulk statistics is read VM by VM.
    if (!(error instanceof LibvirtError && error.unsupported)) throw error;
  }
  const ms = Math.round(clock.monotonic() - startedAt);
  return `${vms.length} ${vms.length === 1 ? 'VM' : 'VMs'} in ${ms} ms`;
}

/** The results of the steps in their order, each once. */
class Results {
  readonly #transport: Transport;
  #next = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Steps to this one have ended well, as far as the connection has them. */
  *passed(step: TestStep, text: string | null = null): Generator<StepResult> {
    while (this.#next <= TEST_STEPS.indexOf(step)) {
      const one = TEST_STEPS[this.#next++] as TestStep;
      const outcome = stepsOf[this.#transport].includes(one) ? 'ok' : 'skipped';
      yield { step: one, outcome, text: one === step ? text : null, remedy: null };
    }
  }

  /** One step has failed, those before it have not, and those after it are skipped. */
  *failed(error: unknown): Generator<StepResult> {
    const left = TEST_STEPS.slice(this.#next);
    const reached = left.find((step) => stepsOf[this.#transport].includes(step)) ?? 'poll';
    const failure = failureOf(error, this.#transport, reached);
    const before = TEST_STEPS[TEST_STEPS.indexOf(failure.step) - 1];
    if (before) yield* this.passed(before);
    yield failure;
    for (const step of TEST_STEPS.slice(TEST_STEPS.indexOf(failure.step) + 1))
      yield { step, outcome: 'skipped', text: null, remedy: null };
  }
}
