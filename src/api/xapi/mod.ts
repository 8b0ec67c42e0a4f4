import type { App, Services } from '../context.ts';
import { dumpRoutes } from './dump/routes.ts';
import { Inventory } from './records/inventory.ts';
import { rpcRoute } from './rpc/routes.ts';
import { Sessions } from './session/sessions.ts';
import { updatesRoute } from './updates/routes.ts';

/** What XenServer's clients ask, answered in XAPI's shapes and names. */
export function xapiRoutes(app: App, services: Services): void {
  const sessions = new Sessions({ clock: services.clock });
  const inventory = new Inventory(services);
  rpcRoute(app, { services, sessions, inventory });
  updatesRoute(app, { services, sessions, inventory });
  dumpRoutes(app, { services, sessions, inventory });
}
