import type { ReadonlySignal } from '@preact/signals';
import type { Capacity } from '../../../../src/api/wire/capacity.ts';
import { useAsked } from './asked.ts';

/** Sizes seldom change. */
const everyMs = 30_000;

/** The address of the capacity of a host. */
export function capacityUri(host: string): string {
  return `/hosts/${encodeURIComponent(host)}/capacity`;
}

/** The capacity of a host; null before the first answer. */
export function useCapacity(host: string): ReadonlySignal<Capacity | null> {
  return useAsked(capacityUri(host), everyMs);
}
