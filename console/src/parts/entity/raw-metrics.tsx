import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { lookup } from '../../../../src/model/vocabulary.ts';
import { uriOf } from '../../data/api.ts';
import type { EntityView } from '../../data/entity.ts';
import { interfaceOf } from '../../format/device-name.ts';
import { Value } from '../value.tsx';

/** Every metric of an entity, each under the address at which curl reads it; shown when asked, or `all` at once. */
export function RawMetrics({ view, all }: { view: EntityView; all: boolean }): JSX.Element | null {
  const [open, setOpen] = useState(all);
  const latest = view.latest.value;
  if (!latest) return null;
  const names = Object.keys(latest.values);
  const devices = view.entity.value?.devices ?? [];
  if (names.length === 0) return null;
  return (
    <section class="block">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2>All {names.length} metrics</h2>
        </summary>
        <p class="note">
          The same address answers a program with JSON:{' '}
          <code>
            curl {window.location.origin}
            {uriOf(view.class, view.id)}
          </code>
        </p>
        {open && (
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
              {names.map((name) => (
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
                  <td class="what">{lookup(name)?.metric.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </details>
    </section>
  );
}

/** What people call the interface whose key is in a name. */
function Interface({ name }: { name: string | null }): JSX.Element | null {
  return name === null ? null : <small class="unit"> {name}</small>;
}
