import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { LIGHTS, lightOfRow } from '../../../src/model/light.ts';
import type { Table } from '../../../src/api/wire/table.ts';
import { uriOf } from '../data/api.ts';
import { counts } from '../data/counts.ts';
import { firstMetrics, tableUri, useInstances } from '../data/instances.ts';
import { rowWord } from '../../../src/model/text/state-word.ts';
import { readableUri } from '../format/readable-uri.ts';
import { ended } from '../format/ended.ts';
import { nameRanks } from '../data/table/names.ts';
import { Light } from '../parts/light.tsx';
import { Connections, CopyCurl, Problem } from '../parts/lazily.ts';
import { Value } from '../parts/value.tsx';
import { useTitle } from '../view/title.ts';

/** Rows that are drawn: more are for programs. */
const most = 500;

/** The instances of a class without a page of its own, the worst first. */
export function ClassPage({ class: cls }: { class: string }): JSX.Element {
  const columns = useMemo(() => firstMetrics(cls), [cls]);
  const { table, problem } = useInstances(cls, columns);
  useTitle(cls);
  if (problem.value) return <Problem problem={problem.value} what="class" />;
  return (
    <div class="class-page">
      <h1>{cls}</h1>
      <div class="page-actions">
        <CopyCurl requests={() => [tableUri(cls, columns)]} />
      </div>
      <p class="note">{ended(counts.value?.[cls]?.description ?? '')}</p>
      {table.value ? (
        <Rows cls={cls} columns={columns} table={table.value} />
      ) : (
        <p class="note">Waiting for the first table.</p>
      )}
      {cls === 'source' && <Connections />}
    </div>
  );
}

function Rows(props: { cls: string; columns: readonly string[]; table: Table }): JSX.Element {
  const { cls, columns, table } = props;
  const { ids, names, states, sources, conditions, reasons } = table;
  if (ids.length === 0) return <p class="note">There are none.</p>;
  const lights = states.map((_, row) => lightOfRow(cls, table, row));
  const rank = nameRanks(names);
  const order = lights
    .map((_, row) => row)
    .sort((a, b) => severity(lights[a]) - severity(lights[b]) || (rank[a] ?? 0) - (rank[b] ?? 0));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={cls}>
      <table class="devices">
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">state</th>
            {columns.map((metric) => (
              <th key={metric} scope="col" class="number">
                {metric}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.slice(0, most).map((row) => (
            <tr key={ids[row]}>
              <th scope="row">
                <Light light={lights[row] ?? 'unknown'} />
                {'\u00a0'}
                <a href={uriOf(cls, ids[row] ?? '')}>{readableUri(names[row] ?? '')}</a>
              </th>
              <td title={conditions[row]?.reason}>{rowWord(table, row)}</td>
              {columns.map((metric) => (
                <td key={metric} class="number">
                  <Value
                    metric={metric}
                    value={table.columns[metric]?.[row] ?? null}
                    reason={reasons[metric]?.[row] ?? null}
                    source={sources[row] ?? null}
                    isRounded
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {ids.length > most && <p class="note">{ids.length - most} more: ask for them with curl.</p>}
    </div>
  );
}

function severity(light: (typeof LIGHTS)[number] | undefined): number {
  return light ? LIGHTS.indexOf(light) : 0;
}
