import type { BatchWriter } from '../../../model/batch-writer.ts';
import { Reason } from '../../../model/reason.ts';
import { MEMORY_CEILING } from '../../../model/unit.ts';
import type { MemorySlots, Vm } from '../vm.ts';

/** Assumed where the XML has not been read yet, or names none. */
const DEFAULT_PERIOD_MS = 10_000;
/** A guest that skipped this many periods has stopped reporting. */
const PERIODS = 3;
/** A distance that is this many times another is no delay but another period. */
const OTHER = 2;

/** The fields of one record about the reports of its guest. */
export interface BalloonSample {
  /** `balloon.last-update`: epoch seconds by the clock of the guest's host, 0 for never. */
  readonly update: number;
  /** Monotonic ms at which the record was asked for, and the epoch ms of then. */
  readonly monotonicMs: number;
  readonly epochMs: number;
  /** The period in the XML; null where it is unknown or none. */
  readonly periodSeconds: number | null;
}

/**
 * Whether a guest still reports its memory. The report of the balloon driver is made every so many seconds and kept
 * by QEMU also when the guest has stopped making it, for days. The period in the XML can be another than the one in
 * force, and the clock of the guest's host another than ours, so what counts is when reports were seen to change.
 */
export class BalloonReports {
  /** Newest `balloon.last-update`. */
  update = 0;
  /** The reports contradict the period in the XML: it should be read again. True once for each contradiction. */
  contradict = false;
  #seenAt = 0;
  #lookedAt = 0;
  /** A report was seen to replace another one. */
  #moved = false;
  /** The last two distances between reports, ms; 0 = none. One alone can be a pause of the guest. */
  #lastMs = 0;
  #beforeMs = 0;
  #contradicted = false;

  /** Takes the next record; returns why guest memory is unknown. */
  take({ update, monotonicMs, epochMs, periodSeconds }: BalloonSample): Reason {
    this.contradict = false;
    if (update === 0) return Reason.noBalloonReport;
    const periodMs = periodSeconds && periodSeconds > 0 ? periodSeconds * 1000 : DEFAULT_PERIOD_MS;
    if (this.update === 0) this.#begin(monotonicMs, epochMs - update * 1000, PERIODS * periodMs);
    else if (update !== this.update) this.#move(update, monotonicMs, periodMs);
    this.update = update;
    this.#lookedAt = monotonicMs;
    const silentMs = monotonicMs - this.#seenAt;
    if (silentMs > OTHER * periodMs) this.#question();
    const expectedMs = Math.max(periodMs, Math.min(this.#lastMs, this.#beforeMs));
    if (silentMs > PERIODS * expectedMs) return Reason.staleBalloonReport;
    return this.#moved ? Reason.known : Reason.unprovenBalloonReport;
  }

  /** The first report seen: a young one is taken for current, any other is judged by the next. */
  #begin(monotonicMs: number, ageMs: number, limitMs: number): void {
    this.#moved = Math.abs(ageMs) <= limitMs;
    this.#seenAt = monotonicMs - (this.#moved ? Math.max(0, ageMs) : 0);
  }

  #move(update: number, monotonicMs: number, periodMs: number): void {
    const seenMs = monotonicMs - this.#seenAt;
    const reportedMs = (update - this.update) * 1000;
    const distanceMs = reportedMs > 0 ? Math.min(seenMs, reportedMs) : seenMs;
    this.#seenAt = monotonicMs;
    this.#moved = true;
    // There was no poll in between: other reports may have come and gone.
    if (monotonicMs - this.#lookedAt > seenMs / 2) return;
    this.#beforeMs = this.#lastMs;
    this.#lastMs = distanceMs;
    if (distanceMs > OTHER * periodMs || distanceMs * OTHER < periodMs) this.#question();
    else this.#contradicted = false;
  }

  #question(): void {
    this.contradict = !this.#contradicted;
    this.#contradicted = true;
  }
}

/**
 * Bounds the parts of guest memory by its total, and puts used memory: from two numbers of the same report, never from
 * one of the host and one of the guest.
 */
export function putUsedMemory(slots: MemorySlots, writer: BatchWriter): void {
  const { total, available, used, usage, free, cache } = slots;
  const all = writer.values[total] ?? NaN;
  for (const part of [available, free, cache]) {
    if ((writer.values[part] ?? NaN) > all) writer.unknown(part, Reason.outOfBounds);
  }
  const taken = all - (writer.values[available] ?? NaN);
  if (Number.isNaN(taken) || all === 0) {
    const unsound = writer.reasons[total] || writer.reasons[available];
    const reason = (unsound as Reason) || Reason.outOfBounds;
    writer.unknown(used, reason);
    writer.unknown(usage, reason);
    return;
  }
  writer.put(used, taken);
  writer.put(usage, taken / all);
}

/**
 * Huge pages are no part of a process's resident set: what a guest has in them is added.
 * @param bytesOf of the VM's QEMU; null where its process cannot be seen
 */
export function addHugepages(
  writer: BatchWriter,
  vm: Vm,
  { slot, bytesOf }: { slot: number; bytesOf: (vm: Vm) => number | null },
): void {
  const { description } = vm;
  if (description?.hugepages === false || writer.reasons[slot] !== Reason.known) return;
  const bytes = bytesOf(vm);
  if (bytes !== null) {
    writer.putUpTo(MEMORY_CEILING, slot, (writer.values[slot] ?? NaN) + bytes);
  } else {
    writer.unknown(slot, vm.needsXml && !description ? Reason.notCollected : Reason.hugepagesNotCounted);
  }
}
