import { summaryOf, type Alarms } from '../../alarms/mod.ts';
import { ChangeFeed } from '../live/change-feed.ts';
import type { Feed } from '../live/mod.ts';
import type { AlarmsSummary } from '../wire/alarms.ts';

/** The event `alarms`: how many have each state, when one of the numbers or a raised alarm changed. */
export function alarmSummaryFeed(alarms: Alarms): Feed {
  return new ChangeFeed('alarms', () => {
    const summary: AlarmsSummary = { ...summaryOf(alarms), last: String(alarms.book.log.last) };
    return JSON.stringify(summary);
  });
}
