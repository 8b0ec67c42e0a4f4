import type { JSX } from 'preact';
import { describedBy } from '../../../../src/model/text/metric-text.ts';
import { lookup } from '../../../../src/model/vocabulary.ts';
import { uriOf } from '../../data/api.ts';
import type { EntityView } from '../../data/entity.ts';
import { interfaceOf } from '../../format/device-name.ts';
import { Value } from '../value.tsx';

interface Props {
  view: EntityView;
  latest: NonNullable<EntityView['latest']['value']>;
}

/** Every metric of an entity with its newest value and what it is. */
export function RawTable({ view, latest }: Props): JSX.Element {
  const devices = view.entity.value?.devices ?? [];
  return (
    <table class="raw">
      <thead>
        <tr>
          <th scope="col">metric</th>
          <th scope="col" class="number">
            now
          </th>
          <th scope="col">unit</th>
          <th scope="col">what it is</th>
        </tr>
      </thead>
      <tbody>
        {Object.keys(latest.values).map((name) => (
          <tr key={name}>
            <th scope="row">
              <a href={uriOf(view.class, view.id, name, 'instantaneous')}>{name}</a>
              <Interface name={interfaceOf(name, devices)} />
            </th>
            <td class="number">
              <Value
                metric={name}
                value={latest.values[name] ?? null}
                reason={latest.reasons[name] ?? null}
                source={view.source}
              />
            </td>
            <td>{lookup(name)?.metric.unit}</td>
            <td class="what">{describedBy(lookup(name)?.metric.pattern ?? '')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What people call the interface whose key is in a name. */
function Interface({ name }: { name: string | null }): JSX.Element | null {
  return name === null ? null : <small class="unit"> {name}</small>;
}
