import type { JSX } from 'preact';
import type { Device } from '../../../../../src/api/wire/entity.ts';
import { uriOf } from '../../../data/api.ts';
import type { EntityView } from '../../../data/entity.ts';
import { Value } from '../../value.tsx';
import type { DeviceColumn } from './columns.ts';

interface Props {
  view: EntityView;
  device: Device;
  column: Extract<DeviceColumn, { metric: string }>;
}

/** A number of a device, which leads to the page of its metric. */
export function DeviceValue({ view, device, column }: Props): JSX.Element {
  const name = `${device.kind}.${device.key}.${column.metric}`;
  const latest = view.latest.value;
  const described = column.orLabel === undefined ? undefined : device.labels[column.orLabel];
  const value = latest?.values[name] ?? (described === undefined ? null : Number(described));
  const unmeasured = latest ? (latest.reasons[name] ?? 'not-reported') : null;
  return (
    <a href={uriOf(view.class, view.id, name, 'instantaneous')} tabIndex={-1}>
      <Value
        metric={name}
        value={value}
        source={view.source}
        reason={view.removed.value ? 'gone' : unmeasured}
      />
    </a>
  );
}
