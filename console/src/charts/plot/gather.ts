import type { Mark } from '../../data/marks.ts';

/** Marks by their place, those that would touch together. */
export function gather(
  marks: readonly Mark[],
  placeOf: (time: number) => number,
  distance: number,
): { x: number; members: Mark[] }[] {
  const groups: { x: number; members: Mark[] }[] = [];
  for (const mark of marks) {
    const x = placeOf(mark.time);
    const last = groups.at(-1);
    if (last && x - last.x < distance) last.members.push(mark);
    else groups.push({ x, members: [mark] });
  }
  return groups;
}
