import { xapiUpdates, xportXml } from '@virtscope/rrd';
import { Type } from 'typebox';
import { activityOf } from '../../../model/classes.ts';
import type { Entity } from '../../../model/entity.ts';
import { InputError } from '../../../model/error.ts';
import type { Services } from '../../context.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { quoted } from '../../http/resolve.ts';
import { streamChunks } from '../../http/json-chunks.ts';
import { readerSignal } from '../../http/reader-signal.ts';
import { bothFormats, checkSeconds, formatOf, json } from '../answer.ts';
import { credentialsOf } from '../session/credentials.ts';
import type { Responder } from '../rpc/methods.ts';
import { uuidOf } from '../refs.ts';
import { readUpdates } from './updates.ts';

/** Functions that XAPI answers rows of; LAST it does not know. */
const ownFunctions = ['AVERAGE', 'MIN', 'MAX'] as const;
/** VMs one request may name. */
const maxNamed = 1000;

/** Rows since a time of all VMs, and of the host: what a client polls. */
export function updatesEndpoint(responder: Responder): Endpoint {
  const { services } = responder;
  const text = Type.Optional(Type.String());
  const schema = {
    summary: "XAPI's rrd_updates: rows since a time of all VMs, the newest first",
    querystring: Type.Object({
      start: Type.String({ description: 'Epoch seconds; negative: seconds before the newest row' }),
      cf: Type.Optional(Type.String({ description: 'AVERAGE, MIN or MAX; all that are kept otherwise' })),
      interval: Type.Optional(Type.String({ description: 'Seconds a row covers at least' })),
      host: Type.Optional(Type.String({ description: 'true: the host too' })),
      vm_uuid: Type.Optional(
        Type.Array(Type.String(), { maxItems: maxNamed, description: 'Only these VMs; all, none' }),
      ),
      json: Type.Optional(Type.String({ description: 'JSON, whatever it says' })),
      session_id: text,
      task_id: text,
    }),
    response: bothFormats('XML as of rrdtool xport, or JSON'),
  };
  return endpoint(schema, async (request, reply) => {
    credentialsOf(responder, request, reply);
    checkSeconds(services);
    const { start, interval = '0', cf, host, vm_uuid: uuids } = request.query;
    const xport = await readUpdates(services, {
      entities: [...(host === 'true' ? services.store.entities('host') : []), ...vmsOf(services, uuids)],
      start: numberOf('start', start) * 1000,
      intervalMs: Math.max(0, numberOf('interval', interval)) * 1000,
      cf: ownFunctions.find((each) => each === cf) ?? null,
      signal: readerSignal(reply),
    });
    const format = formatOf(request);
    const chunks = format === json ? xapiUpdates(xport) : xportXml(xport, 'xapi');
    return streamChunks(reply.type(format.type), chunks, services.clock);
  });
}

/** Those that are not off, as in XAPI; named ones in any state, also when they were removed. */
function vmsOf({ store }: Services, uuids: readonly string[] | undefined): readonly Entity[] {
  if (uuids === undefined || uuids.includes('all')) {
    return store.entities('VM').filter(({ state }) => activityOf('VM', state) !== 'off');
  }
  const wanted = new Set(uuids.map((uuid) => uuid.toLowerCase()));
  return [...store.entities('VM'), ...store.past('VM')].filter((entity) => wanted.has(uuidOf(entity)));
}

function numberOf(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && Math.abs(value) < 1e11) return value;
  throw new InputError('QUERY_INVALID', `Cannot read address: ${name} is ${quoted(text)}, not seconds`);
}
