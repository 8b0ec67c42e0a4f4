import type { JSX } from 'preact';

interface Props {
  readonly physical: number | null;
  readonly running: number;
  readonly defined: number;
  readonly reserve: number | null;
}

/** What runs, what is off besides, what the host keeps, and where it ends. The text beside it has the numbers. */
export function AllocationBar({ physical, running, defined, reserve }: Props): JSX.Element {
  const whole = Math.max(physical ?? 0, defined, 1e-9);
  const place = (from: number, to: number): { left: string; width: string } => ({
    left: `${(from / whole) * 100}%`,
    width: `${(Math.max(0, to - from) / whole) * 100}%`,
  });
  return (
    <span class="allocation" aria-hidden="true">
      <i class="off" style={place(running, defined)} />
      <i class="running" style={place(0, running)} />
      {physical !== null && reserve !== null && (
        <i class="reserve" style={place(physical - reserve, physical)} />
      )}
      {physical !== null && <i class="end" style={{ left: `${(physical / whole) * 100}%` }} />}
    </span>
  );
}
