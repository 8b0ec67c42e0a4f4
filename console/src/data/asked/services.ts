import { uriOf } from '../api.ts';

/** Metrics of services that their table has, and the heads of its columns. */
export const serviceColumns = {
  'messages.rate': 'messages',
  'messages.errors.rate': 'errors',
  'latency.p50': 'p50',
  'latency.p99': 'p99',
} as const;

/** Seconds that a heat map is wide. */
export const heatSeconds = 600;

/** Address of the table of the services of a host. */
export function servicesUri(host: string): string {
  const select = encodeURIComponent(`host:${JSON.stringify(host)}`);
  return `${uriOf('service')}?columns=${Object.keys(serviceColumns).join(',')}&select=${select}`;
}

/** Address of what the heat map of a service is drawn from. */
export function latencyUri(service: string): string {
  return `${uriOf('service', service, 'latency', 'histogram')}?start=-${heatSeconds}`;
}
