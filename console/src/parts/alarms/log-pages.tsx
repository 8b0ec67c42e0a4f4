import type { JSX } from 'preact';
import type { AlarmLog } from '../../../../src/api/wire/alarms.ts';
import { addressOf } from '../../data/alarms/address.ts';
import { alarmSummary } from '../../data/alarms/summary.ts';
import { now } from '../../data/clock.ts';
import { instant } from '../../format/time.ts';

interface Props {
  log: AlarmLog;
  /** It is the newest page, which follows what happens. */
  isNewest: boolean;
  filter: string;
}

/** Which changes are shown, and the ways to newer and older ones. */
export function LogPages({ log, isNewest, filter }: Props): JSX.Element {
  const { previous, next } = log;
  const newest = addressOf('/alarms/log', filter);
  const end = new URL(next, location.href).searchParams.get('after');
  const hasNewer = !isNewest && end !== alarmSummary.value?.last;
  return (
    <nav class="log-pages" aria-label="pages of the log">
      <span role="status">{textOf(log, isNewest)}</span>
      {!isNewest && <a href={newest}>newest</a>}
      {hasNewer && <a href={pageOf(next)}>newer</a>}
      {previous !== null && <a href={pageOf(previous)}>older</a>}
      {previous !== null && <a href={addressOf('/alarms/log', 'after=0', filter)}>oldest</a>}
    </nav>
  );
}

function textOf({ transitions, previous, keptSince }: AlarmLog, isNewest: boolean): string {
  const [first] = transitions;
  const last = transitions.at(-1);
  const at = (time: number): string => instant(time, now.peek());
  const older =
    previous === null && keptSince !== null ? ` Changes before ${at(keptSince)} are no longer kept.` : '';
  if (!first || !last) return `There is no such change${isNewest ? '' : ' here'}.${older}`;
  const count = `${transitions.length} ${transitions.length === 1 ? 'change' : 'changes'}`;
  if (isNewest) return `${previous === null ? '' : 'The newest '}${count}, since ${at(first.time)}.${older}`;
  return `${count}, ${at(first.time)} to ${at(last.time)}.${older}`;
}

/** The page of the console of an address of the API. */
function pageOf(address: string): string {
  const { pathname, searchParams } = new URL(address, location.href);
  for (const name of ['limit', 'wait']) searchParams.delete(name);
  return addressOf(pathname, searchParams.toString());
}
