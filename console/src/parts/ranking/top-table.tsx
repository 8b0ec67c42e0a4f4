import type { JSX } from 'preact';
import type { Top } from '../../../../src/api/wire/top.ts';
import { hostName } from '../../data/hosts.ts';
import { stateWord } from '../../data/light.ts';
import { shownUnit } from '../../format/format.ts';
import { together } from '../../format/together.ts';
import { totalText } from '../../format/total.ts';
import { trendRows } from '../../data/top-trends.ts';
import { keepingView } from '../../view/router.ts';
import { Sparkline } from '../sparkline.tsx';
import { Value } from '../value.tsx';

/** Share of a window that was read from which a row does not name it: a poll or two make no difference to a rank. */
const nearlyWhole = 0.95;

interface Props {
  top: Top;
  label: string;
  /** How each used it in the window, by id. */
  lines: ReadonlyMap<string, readonly (number | null)[]>;
}

/** The ranking: what was used in all, parts of the host, bars against the highest, shares of the sum of all, and one row for those beyond. */
export function TopTable({ top, label, lines }: Props): JSX.Element {
  const { rows, count, sum, metric } = top;
  if (count === 0) {
    return <p class="note">No machine has a known value of {label} in this window.</p>;
  }
  const highest = Math.max(...rows.map(({ value }) => value), 0);
  const restShare = Math.max(0, 1 - rows.reduce((total, { share }) => total + (share ?? 0), 0));
  const rest = sum * restShare;
  const others = count - rows.length;
  const hasTotal = rows.some(({ total }) => total !== null);
  const hasHostShare = rows.some(({ capacityShare }) => capacityShare !== null);
  // Shares and latencies do not add up to anything.
  const adds = addsUp(metric);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`machines by ${label}`}>
      <table class="devices top">
        <thead>
          <tr>
            <th scope="col" class="number">
              <span class="hidden">place</span>
            </th>
            <th scope="col">machine</th>
            <th scope="col" class="number">
              {label}
            </th>
            <th scope="col" class="amount-cell">
              <span class="hidden">bar</span>
            </th>
            {hasTotal && (
              <th scope="col" class="number">
                used in all
              </th>
            )}
            {hasHostShare && (
              <th scope="col" class="number">
                of its host
              </th>
            )}
            {adds && (
              <th scope="col" class="number">
                of all
              </th>
            )}
            <th scope="col">course</th>
            <th scope="col">state</th>
            <th scope="col">host</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, host, state, value, known, share, total, capacityShare, uri }, place) => (
            <tr key={id}>
              <td class="number unit">{place + 1}</td>
              <th scope="row">
                <a href={keepingView(uri)}>{name}</a>
              </th>
              <td class="number">
                <Value metric={metric} value={value} reason={null} source={null} />
              </td>
              <td class="amount-cell">
                <i class="amount" style={{ '--share': highest > 0 ? value / highest : 0 }} />
                {known < nearlyWhole && (
                  <small title="part of the window in which it was read; off and gone is 0">
                    read {percent(known)}
                  </small>
                )}
              </td>
              {hasTotal && <td class="number">{total === null ? '–' : totalText(total, metric)}</td>}
              {hasHostShare && (
                <td class="number">{capacityShare === null ? '–' : percent(capacityShare)}</td>
              )}
              {adds && <td class="number">{share === null ? '–' : percent(share)}</td>}
              <td class="course">
                <Sparkline
                  values={lines.get(id)}
                  width={100}
                  height={20}
                  rows={trendRows}
                  floor={highest || 1}
                  colour="cpu"
                />
              </td>
              <td>{stateWord(state)}</td>
              <td>{host === null ? '' : hostName(host)}</td>
            </tr>
          ))}
          {others > 0 && (
            <tr class="others">
              <td />
              <th scope="row">{others === 1 ? '1 other' : `${others} others`}</th>
              <td class="number">{adds && together(rest, null, shownUnit(metric))}</td>
              <td class="amount-cell" />
              {hasTotal && <td />}
              {hasHostShare && <td />}
              {adds && <td class="number">{sum > 0 ? percent(restShare) : '–'}</td>}
              <td />
              <td />
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

/** Whether values of several machines can be added. */
export function addsUp(metric: string): boolean {
  return !/usage$|steal$|latency$/.test(metric);
}

function percent(share: number): string {
  const whole = share * 100;
  return `${whole > 0 && whole < 0.95 ? whole.toFixed(1) : whole.toFixed(0)}\u00a0%`;
}
