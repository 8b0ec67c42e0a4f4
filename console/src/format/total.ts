import { shownUnit, text } from './format.ts';

/** Fewer core-seconds than an hour of one processor are read as such. */
const hour = 3600;

/** What was used of a metric in all: `612 core-seconds`, `1.7 core-hours`, `4.2 GB`, `12.3 k`. */
export function totalText(total: number, metric: string): string {
  const unit = shownUnit(metric);
  if (unit !== 'cores') return text(total, unit).replace(/\/s$/, '').trim();
  return total < hour
    ? `${text(Math.round(total), 'count')} core-seconds`
    : `${text(total / hour, 'count')} core-hours`;
}
