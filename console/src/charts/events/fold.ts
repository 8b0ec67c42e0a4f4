import { signOf, type Mark } from '../../data/marks.ts';

/** What happened once or several times. */
export interface Folded {
  readonly shape: string;
  readonly text: string;
  /** Epoch seconds of each time, newest first. */
  readonly times: readonly number[];
}

/** Virtscope's own events, which are one line: they explain gaps and seldom anything else. */
const own: ReadonlySet<string> = new Set(['virtscope-started', 'virtscope-stopped']);

/** What happened, newest first: what happened alike is one line with all its times, so are virtscope's starts and ends. */
export function fold(marks: readonly Mark[]): Folded[] {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks.toReversed()) {
    const key = own.has(mark.kind) ? 'virtscope' : `${mark.kind} ${mark.text}`;
    const others = groups.get(key);
    if (others) others.push(mark);
    else groups.set(key, [mark]);
  }
  return Array.from(groups, ([key, members]) => ({
    shape: signOf(members[0]?.kind ?? '')[0],
    text: key === 'virtscope' ? ownText(members) : alikeText(members),
    times: members.map(({ time }) => time),
  }));
}

function alikeText(members: readonly Mark[]): string {
  const text = members[0]?.text ?? '';
  return members.length === 1 ? text : `${text}, ${members.length} times`;
}

/** Members are newest first. A start after another event of its own is a restart. */
function ownText(members: readonly Mark[]): string {
  if (members.length === 1) return members[0]?.text ?? '';
  const isStart = ({ kind }: Mark): boolean => kind === 'virtscope-started';
  const restarts = members.slice(0, -1).filter(isStart).length;
  const beganHere = members.at(-1)?.kind === 'virtscope-started';
  const parts = [
    beganHere && 'started',
    restarts > 0 && (restarts === 1 ? 'restarted' : `restarted ${restarts} times`),
    members[0]?.kind === 'virtscope-stopped' && 'stopped',
  ];
  return `virtscope ${parts.filter(Boolean).join(' and ')}`;
}
