import type { Services } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import * as dump from './dump/routes.ts';
import * as rpc from './rpc/routes.ts';
import type { Responder } from './rpc/methods.ts';
import * as updates from './updates/routes.ts';

export { Inventory } from './records/inventory.ts';
export { Sessions } from './session/sessions.ts';

// What XenServer's clients ask, answered in XAPI's shapes and names.
export const rpcEndpoint = made(rpc.rpcEndpoint);
export const updatesEndpoint = made(updates.updatesEndpoint);
export const vmDumpEndpoint = made(dump.vmDumpEndpoint);
export const hostDumpEndpoint = made(dump.hostDumpEndpoint);

function made(endpoint: (responder: Responder) => Endpoint): (services: Services) => Endpoint {
  return (services) => endpoint({ services, ...services.xapi });
}
