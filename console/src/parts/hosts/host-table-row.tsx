import type { JSX } from 'preact';
import { now } from '../../data/clock.ts';
import { share } from '../../data/host-table/host-order.ts';
import type { HostMetric, HostRow, Machines } from '../../data/host-table/host-rows.ts';
import { coresOf } from '../../data/host-table/totals.ts';
import { ended } from '../../format/ended.ts';
import { span } from '../../format/format.ts';
import { partOf } from '../../format/part.ts';
import { fullInstant } from '../../format/time.ts';
import { go } from '../../view/router.ts';
import { Light } from '../light.tsx';
import { whyUnknown } from '../value.tsx';

interface Props {
  row: HostRow;
  /** Place among the rows, from 0. */
  index: number;
  /** State and age have columns of their own. */
  isWide: boolean;
}

/** One host in the table; where it is away its last values are grey, beside their age. */
export function HostTableRow({ row, index, isWide }: Props): JSX.Element {
  const { id, name, uri, light, word, reason, values, machines } = row;
  const open = (event: MouseEvent): void => {
    if (!(event.target as Element).closest('a') && window.getSelection()?.isCollapsed) go(uri);
  };
  const why = reason === null ? null : ended(reason);
  const age = row.since === null ? '' : (span(now.value - row.since).split(' ')[0] ?? '');
  return (
    <tr class={row.isAway ? `${light} away` : light} aria-rowindex={index + 2} onClick={open}>
      <th scope="row" class="c-name">
        <Light light={light} />
        <a href={uri} data-at={id} title={`${name} (${id})`}>
          {name}
        </a>
        {!isWide && why !== null && (
          <span class="second" title={why}>
            {word} {age}
          </span>
        )}
      </th>
      {isWide && (
        <td class="c-state" title={why ?? undefined}>
          {word}
          {why !== null && `: ${why}`}
        </td>
      )}
      <PartCell row={row} metric="cpu.usage" used={coresOf(row)} size={values['cpu.count']} unit="cores" />
      <PartCell
        row={row}
        metric="memory.used"
        used={values['memory.used']}
        size={values['memory.total']}
        unit="bytes"
      />
      <td class="c-machines number">
        {machines === null ? <Dash why="not known before it answers" /> : <Running machines={machines} />}
      </td>
      {isWide && (
        <td class="c-age number" title={row.since === null ? undefined : fullInstant(row.since)}>
          {age}
        </td>
      )}
    </tr>
  );
}

interface PartProps {
  row: HostRow;
  metric: HostMetric;
  used: number | null;
  size: number | null;
  unit: 'cores' | 'bytes';
}

/** What is used of a size. */
function PartCell({ row, metric, used, size, unit }: PartProps): JSX.Element {
  const css = `c-${metric.replaceAll('.', '-')} number`;
  const part = share(used, size);
  if (used === null) {
    return (
      <td class={css}>
        <Dash why={whyUnknown(row.reasons[metric], row.source)} />
      </td>
    );
  }
  const [number, rest] = partOf(used, size, unit);
  const last = row.isAway ? 'last known before it was away' : undefined;
  return (
    <td class={`${css} value`} title={last}>
      {number}
      <span class="unit size">{`\u00a0${rest}`}</span>
      {last !== undefined && <span class="hidden">, {last}</span>}
      {part !== null && <i class="meter" style={{ '--share': Math.min(1, part) }} />}
    </td>
  );
}

function Running({ machines: { all, running, unknown } }: { machines: Machines }): JSX.Element {
  const isUnknown = unknown > 0;
  return (
    <span class="value" title={isUnknown ? `whether ${unknown} of them run is unknown` : undefined}>
      {unknown === all && all > 0 ? '–' : running}
      <span class="unit">{`\u00a0/\u00a0${all}`}</span>
      {isUnknown && <span class="hidden">, {unknown} unknown</span>}
    </span>
  );
}

function Dash({ why }: { why: string }): JSX.Element {
  return (
    <span class="unknown" title={why}>
      <span aria-hidden="true">–</span>
      <span class="hidden">unknown: {why}</span>
    </span>
  );
}
