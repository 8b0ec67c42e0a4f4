import type { App, Services } from '../context.ts';
import { Sessions } from './sessions.ts';
import { updatesRoute } from './updates-route.ts';

/** What XenServer's clients ask, answered in XAPI's shapes and names. */
export function xapiRoutes(app: App, services: Services): void {
  const sessions = new Sessions({ clock: services.clock });
  updatesRoute(app, services, sessions);
}
