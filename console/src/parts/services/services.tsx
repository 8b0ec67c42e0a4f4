import type { JSX } from 'preact';
import type { Table } from '../../../../src/api/wire/table.ts';
import { lightOfRow } from '../../../../src/model/light.ts';
import { uriOf } from '../../data/api.ts';
import { useAsked } from '../../data/asked/asked.ts';
import { serviceColumns, servicesUri } from '../../data/asked/services.ts';
import { keepingView } from '../../view/router.ts';
import { Light } from '../light.tsx';
import { Value } from '../value.tsx';
import { HeatMap } from './heat-map.tsx';

const everyMs = 5000;
const columns = Object.entries(serviceColumns);

/** How fast the services of a host answer. */
export function Services({ host }: { host: string }): JSX.Element | null {
  const table = useAsked<Table>(servicesUri(host), everyMs).value;
  if (!table || table.ids.length === 0) return null;
  return (
    <section class="block">
      <h2 id="services">Services</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="services">
        <table class="devices services">
          <thead>
            <tr>
              <th scope="col">service</th>
              {columns.map(([metric, head]) => (
                <th key={metric} scope="col" class="number">
                  {head}
                </th>
              ))}
              <th scope="col">latency, last 10 min</th>
            </tr>
          </thead>
          <tbody>
            {table.ids.map((id, row) => (
              <Row key={id} table={table} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ table, row }: { table: Table; row: number }): JSX.Element {
  const { ids, names, conditions, sources, columns: values, reasons } = table;
  const id = ids[row] ?? '';
  return (
    <tr>
      <th scope="row" title={conditions[row]?.reason}>
        <Light light={lightOfRow('service', table, row)} />
        {'\u00a0'}
        <a href={keepingView(uriOf('service', id))}>{names[row]}</a>
      </th>
      {columns.map(([metric]) => (
        <td key={metric} class="number">
          <Value
            metric={metric}
            value={values[metric]?.[row] ?? null}
            reason={reasons[metric]?.[row] ?? null}
            source={sources[row] ?? null}
            isRounded
          />
        </td>
      ))}
      <td>
        <HeatMap service={id} />
      </td>
    </tr>
  );
}
