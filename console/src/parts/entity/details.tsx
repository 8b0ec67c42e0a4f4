import type { JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { Devices } from './devices.tsx';
import { Facts } from './facts.tsx';
import { RawMetrics } from './raw-metrics.tsx';

/** What is below the charts of a page: devices, labels, all metrics. */
export function Details({ view }: { view: EntityView }): JSX.Element {
  return (
    <>
      <Devices view={view} />
      <Facts view={view} />
      <RawMetrics view={view} />
    </>
  );
}
