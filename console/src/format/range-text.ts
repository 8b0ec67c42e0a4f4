import { offsetText, zone } from './zone.ts';

/** A range as text that carries its zone: `2026-11-24 02:00:00+01:00 – 2026-11-24 04:00:00+01:00`. */
export function rangeText({ from, to }: { from: number; to: number }): string {
  return `${withOffset(from)} – ${withOffset(to)}`;
}

function withOffset(epoch: number): string {
  const offset = zone.value.offsetAt(epoch);
  const wall = new Date((epoch + offset) * 1000).toISOString();
  return `${wall.slice(0, 19).replace('T', ' ')}${offsetText(offset)}`;
}
