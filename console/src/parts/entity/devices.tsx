import type { JSX } from 'preact';
import type { Device } from '../../../../src/api/wire/entity.ts';
import type { EntityView } from '../../data/entity.ts';
import { uriOf } from '../../data/api.ts';
import { labelText } from '../../format/labels.ts';
import { Value } from '../value.tsx';

interface Column {
  label: string;
  /** Metric after `disk.<key>.` or `net.<key>.`. */
  metric: string;
}

const both: readonly Column[] = [
  { label: 'read', metric: 'read.bytes' },
  { label: 'written', metric: 'write.bytes' },
  { label: 'reads', metric: 'read.requests' },
  { label: 'writes', metric: 'write.requests' },
  { label: 'read latency', metric: 'read.latency' },
  { label: 'write latency', metric: 'write.latency' },
];
const columns: Readonly<Record<string, readonly Column[]>> = {
  'VM disk': [
    ...both,
    { label: 'capacity', metric: 'capacity' },
    { label: 'allocated', metric: 'allocation' },
  ],
  'host disk': [...both, { label: 'busy', metric: 'utilisation' }],
  net: [
    { label: 'received', metric: 'rx.bytes' },
    { label: 'sent', metric: 'tx.bytes' },
    { label: 'packets in', metric: 'rx.packets' },
    { label: 'packets out', metric: 'tx.packets' },
    { label: 'errors in', metric: 'rx.errors' },
    { label: 'errors out', metric: 'tx.errors' },
    { label: 'dropped in', metric: 'rx.drops' },
    { label: 'dropped out', metric: 'tx.drops' },
  ],
};

/** Each disk and each interface in a row of its own. */
export function Devices({ view }: { view: EntityView }): JSX.Element {
  const devices = view.entity.value?.devices ?? [];
  return (
    <>
      <DeviceTable view={view} title="Disks" devices={devices.filter(({ kind }) => kind === 'disk')} />
      <DeviceTable view={view} title="Interfaces" devices={devices.filter(({ kind }) => kind === 'net')} />
    </>
  );
}

function DeviceTable(props: {
  view: EntityView;
  title: string;
  devices: readonly Device[];
}): JSX.Element | null {
  const { view, title, devices } = props;
  const kind = devices[0]?.kind;
  if (!kind) return null;
  const shown = columns[kind] ?? columns[`${view.class} ${kind}`] ?? [];
  const latest = view.latest.value;
  return (
    <section class="block">
      <h2>{title}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="devices">
          <thead>
            <tr>
              <th scope="col">device</th>
              {shown.map(({ label }) => (
                <th key={label} scope="col" class="number">
                  {label}
                </th>
              ))}
              <th scope="col">is</th>
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => (
              <tr key={device.key}>
                <th scope="row">{device.key}</th>
                {shown.map(({ metric }) => {
                  const name = `${kind}.${device.key}.${metric}`;
                  return (
                    <td key={metric} class="number">
                      <a href={uriOf(view.class, view.id, name, 'instantaneous')} tabIndex={-1}>
                        <Value
                          metric={name}
                          value={latest?.values[name] ?? null}
                          source={view.source}
                          reason={
                            view.removed.value
                              ? 'gone'
                              : latest
                                ? (latest.reasons[name] ?? 'not-reported')
                                : null
                          }
                        />
                      </a>
                    </td>
                  );
                })}
                <td class="labels">
                  {Object.entries(device.labels).map(
                    ([label, value]) =>
                      value !== device.key && (
                        <span key={label} title={label}>
                          {labelText(label, value)}{' '}
                        </span>
                      ),
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
