import type { JSX } from 'preact';
import type { Device } from '../../../../../src/api/wire/entity.ts';
import type { EntityView } from '../../../data/entity.ts';
import { deviceName } from '../../../format/device-name.ts';
import { labelText } from '../../../format/labels.ts';
import { columnsOf, otherLabels, type DeviceColumn } from './columns.ts';
import { DeviceValue } from './device-value.tsx';

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
  const columns = columnsOf(view.class, kind, devices);
  return (
    <section class="block">
      <h2>{title}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="devices">
          <thead>
            <tr>
              <th scope="col">device</th>
              {columns.map((column) => (
                <th key={column.label} scope="col" class={isNumber(column) ? 'number' : ''}>
                  {column.label}
                </th>
              ))}
              <th scope="col">is</th>
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => (
              <Row key={device.key} view={view} device={device} columns={columns} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row(props: { view: EntityView; device: Device; columns: readonly DeviceColumn[] }): JSX.Element {
  const { view, device, columns } = props;
  const { name, also } = deviceName(device);
  return (
    <tr>
      <th scope="row">
        {name}
        {also !== null && <small class="unit"> {also}</small>}
      </th>
      {columns.map((column) => (
        <td key={column.label} class={isNumber(column) ? 'number' : 'labels'}>
          {'metric' in column ? (
            <DeviceValue view={view} device={device} column={column} />
          ) : (
            labelText(column.of, device.labels[column.of] ?? '')
          )}
        </td>
      ))}
      <td class="labels">
        {otherLabels(device, columns, [name, also ?? '', device.key]).map(([label, value]) => (
          <span key={label} title={label}>
            {labelText(label, value)}{' '}
          </span>
        ))}
      </td>
    </tr>
  );
}

/** Sizes and speeds are numbers too. */
function isNumber(column: DeviceColumn): boolean {
  return 'metric' in column || column.of === 'bytes' || column.of === 'bitsPerSecond';
}
