import type { Identity } from '../../../model/access/identity.ts';
import type { Entity } from '../../../model/entity.ts';
import type { Services } from '../../context.ts';
import { classMethods, callOfClass } from './class-methods.ts';
import { classes } from '../records/classes.ts';
import { dataSourceRecords, dataSourceValue } from '../records/data-sources.ts';
import { eventsFrom, tokenOf, withSnapshots } from './events.ts';
import { XapiFailure } from '../failure.ts';
import type { Inventory } from '../records/inventory.ts';
import { Elements, Members } from './json.ts';
import { brief, checkCount, textParam, textsParam } from './parameters.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import { dateTime, worldOf } from '../records/world.ts';

/** What calls are answered from. */
export interface Responder {
  readonly services: Services;
  readonly sessions: Sessions;
  readonly inventory: Inventory;
}

/** One call, and the signal that its caller has left. */
export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly left: AbortSignal;
  /** Counts the call among those that may wait long. */
  readonly admit: () => void;
  /** The identity of what a client logs in with. @throws XapiFailure */
  readonly logIn: (params: readonly unknown[]) => Identity;
}

interface Request extends Responder {
  readonly session: Session;
  /** Those after the session. */
  readonly params: readonly unknown[];
  readonly left: AbortSignal;
  readonly admit: () => void;
}

interface Method {
  /** Parameters after the session. */
  readonly count: number;
  run(request: Request): unknown;
}

const logIns = [
  'session.login_with_password',
  'session.slave_local_login_with_password',
  'session.slave_local_login',
];
const logOut: Method = { count: 0, run: ({ sessions, session }) => (sessions.close(session.ref), '') };

const methods = new Map<string, Method>([
  ['session.logout', logOut],
  ['session.local_logout', logOut],
  ['session.get_this_host', { count: 1, run: ({ services }) => worldOf(services.store, '').master }],
  ['host.get_servertime', { count: 1, run: ({ services }) => dateTime(services.clock.now()) }],
  // Where a reader begins to follow; XAPI touches the object too.
  ['event.inject', { count: 2, run: ({ inventory }) => tokenOf(inventory) }],
  ['event.from', { count: 3, run: follow }],
  // XAPI's client announces with it what it will fetch; nothing but its own list knows of it.
  [
    'task.create',
    { count: 2, run: ({ inventory, params }) => inventory.createTask(brief(textParam(params[0], 'label'))) },
  ],
  [
    'task.destroy',
    { count: 1, run: ({ inventory, params }) => (inventory.destroyTask(textParam(params[0], 'self')), '') },
  ],
  ...(['VM', 'host'] as const).flatMap((cls): [string, Method][] => [
    [
      `${cls}.get_data_sources`,
      { count: 1, run: (request) => dataSourceRecords(request.services.store, entityOf(request, cls)) },
    ],
    [
      `${cls}.query_data_source`,
      {
        count: 2,
        run(request) {
          const name = textParam(request.params[1], 'data_source');
          return dataSourceValue(request.services.store, entityOf(request, cls), name);
        },
      },
    ],
  ]),
]);

/** What `system.listMethods` lists; beside these there is `get_<field>` of every class. */
const methodNames: readonly string[] = [
  ...logIns,
  ...methods.keys(),
  'system.listMethods',
  ...classes.flatMap((cls) => classMethods.map((name) => `${cls}.${name}`)),
];

/** Answers one call. @throws XapiFailure, as XAPI would. */
export async function callMethod(
  responder: Responder,
  { method, params, left, admit, logIn }: Call,
): Promise<unknown> {
  if (method === 'system.listMethods') return methodNames;
  if (logIns.includes(method)) return responder.sessions.open(logIn(params)).ref;
  const [first, ...rest] = params;
  const ref = textParam(first, 'session_id');
  const session = responder.sessions.use(ref);
  if (!session) throw new XapiFailure('SESSION_INVALID', brief(ref));
  await responder.inventory.refresh();
  const found = methods.get(method);
  if (!found) return callOfClass(responder.inventory, method, rest);
  checkCount(method, found.count, rest);
  return found.run({ ...responder, session, params: rest, left, admit });
}

async function follow({ services, inventory, session, params, left, admit }: Request): Promise<Members> {
  const [classNames, token, seconds] = params;
  if (typeof seconds !== 'number' || !(seconds >= 0)) throw new XapiFailure('FIELD_TYPE_ERROR', 'timeout');
  const wanted = textsParam(classNames, 'classes');
  if (seconds > 0) admit();
  const options = { services, inventory, session, wanted, token: textParam(token, 'token'), seconds, left };
  const { events, ...rest } = await eventsFrom(options);
  return new Members([['events', new Elements(withSnapshots(events, inventory))], ...Object.entries(rest)]);
}

function entityOf({ inventory, params }: Request, cls: 'VM' | 'host'): Entity {
  const ref = textParam(params[0], 'self');
  const entity = inventory.entity(cls, ref);
  if (!entity) throw new XapiFailure('HANDLE_INVALID', cls, brief(ref));
  return entity;
}
