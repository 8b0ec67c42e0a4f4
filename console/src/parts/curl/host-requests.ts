import type { Drawn } from '../../charts/drawn.ts';
import { hostCharts } from '../../charts/specs.ts';
import { uriOf } from '../../data/api.ts';
import { capacityUri } from '../../data/asked/capacity.ts';
import { servicesUri } from '../../data/asked/services.ts';
import { chartRequest } from './chart-requests.ts';
import { fleetRequest } from './fleet-request.ts';

/** What the page of a host shows: its charts, the host, its capacity, and its machines. */
export function hostRequests(view: Drawn, id: string): string[] {
  return [
    chartRequest(view, hostCharts),
    uriOf('host', id),
    servicesUri(id),
    capacityUri(id),
    fleetRequest(),
  ];
}
