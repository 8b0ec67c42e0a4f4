import type { FactReading, FactReadings } from '../../../lib/fact-readings.ts';
import type { Vm } from '../vm.ts';
import { defined } from './definition-facts.ts';

/** Why nothing is known of what only a guest, or a person who defined it, knows. */
export const unknownOs = 'No guest agent reports it, and the definition does not name it.';

/** Facts of a VM's guest: from its agent, else as far as its definition has them. */
export function guestFacts({ description }: Vm): FactReadings {
  const os = description?.definition.os ?? null;
  return { os: os === null ? unknown(unknownOs) : defined(os) };
}

function unknown(reason: string): FactReading<never> {
  return { value: null, origin: null, reason };
}
