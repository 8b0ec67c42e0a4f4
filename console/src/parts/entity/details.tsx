import type { JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { Devices } from './devices/devices.tsx';
import { Labels } from './labels.tsx';
import { RawMetrics } from './raw-metrics.tsx';

/** What is below the charts of a page: devices, labels, all metrics, which are shown at once where there is no other table of them. */
export function Details({ view, all = false }: { view: EntityView; all?: boolean }): JSX.Element {
  return (
    <>
      <Devices view={view} />
      <Labels view={view} />
      <RawMetrics view={view} all={all} />
    </>
  );
}
