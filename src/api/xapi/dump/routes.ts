import { xapiDump, xmlDump } from '@virtscope/rrd';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Entity } from '../../../model/entity.ts';
import { InputError } from '../../../model/error.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { quoted } from '../../http/resolve.ts';
import { streamChunks } from '../../http/json-chunks.ts';
import { readerSignal } from '../../http/reader-signal.ts';
import { bothFormats, checkSeconds, formatOf, json } from '../answer.ts';
import { credentialsOf } from '../session/credentials.ts';
import { dumpOf } from './dump.ts';
import { dataSourcesOf } from '../names.ts';
import type { Responder } from '../rpc/methods.ts';
import { uuidOf } from '../refs.ts';
import { shortName } from './short-names.ts';

const text = Type.Optional(Type.String());
const common = { json: Type.Optional(Type.String({ description: 'JSON, whatever it says' })), session_id: text, task_id: text }; // prettier-ignore

type Query = { json?: string; session_id?: string; task_id?: string };

const response = bothFormats('XML as of rrdtool dump, or JSON');

/** The whole history of one VM, running or removed. */
export function vmDumpEndpoint(responder: Responder): Endpoint {
  const schema = {
    summary: "XAPI's vm_rrd: all history of a VM, which rrdtool restores",
    querystring: Type.Object({ uuid: Type.String(), ...common }),
    response,
  };
  const { store } = responder.services;
  return endpoint(schema, (request, reply) => {
    const { uuid } = request.query;
    const vms = [...store.entities('VM'), ...store.past('VM')];
    return send(responder, request, reply, () => withUuid(vms, uuid) ?? unknown('VM', uuid));
  });
}

/** The whole history of a host. */
export function hostDumpEndpoint(responder: Responder): Endpoint {
  const schema = {
    summary: "XAPI's host_rrd: all history of a host, which rrdtool restores",
    querystring: Type.Object({
      uuid: Type.Optional(Type.String({ description: 'The first host that has metrics without it' })),
      ...common,
    }),
    response,
  };
  return endpoint(schema, (request, reply) => {
    const { uuid } = request.query;
    const { store } = responder.services;
    const hosts = store.entities('host');
    // Of a host elsewhere there may be no metrics.
    const first = (): Entity | undefined => hosts.find((host) => store.metrics(host).length > 0) ?? hosts[0];
    return send(responder, request, reply, () => {
      return (uuid === undefined ? first() : withUuid(hosts, uuid)) ?? unknown('host', uuid ?? '');
    });
  });
}

async function send(
  responder: Responder,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  find: () => Entity,
): Promise<FastifyReply> {
  const credentials = credentialsOf(responder, request, reply);
  const { services } = responder;
  checkSeconds(services);
  const format = formatOf(request);
  // A client that logs in is XAPI's and looks for its names; the others have rrdtool, which takes no long ones.
  const rename = format === json || credentials !== 'none' ? (name: string) => name : shortName;
  const writer = format === json ? xapiDump : xmlDump;
  const entity = find();
  const dataSources = dataSourcesOf(entity, services.store.metrics(entity));
  // rrdtool falls over a dump without data sources.
  if (dataSources.length === 0) {
    const problem = `Cannot write dump of ${entity.class} ${quoted(entity.id)}: nothing is kept of it`;
    throw new InputError('METRIC_UNKNOWN', problem);
  }
  const signal = readerSignal(reply);
  const chunks = await dumpOf({ services, entity, dataSources, writer, rename, signal });
  return streamChunks(reply.type(format.type), chunks, services.clock);
}

function withUuid(entities: readonly Entity[], uuid: string): Entity | undefined {
  const wanted = uuid.toLowerCase();
  return entities.find((entity) => uuidOf(entity) === wanted);
}

function unknown(cls: 'VM' | 'host', uuid: string): never {
  const code = cls === 'VM' ? 'VM_UNKNOWN' : 'ENTITY_UNKNOWN';
  throw new InputError(code, `Cannot find ${cls} ${quoted(uuid)}: no source reports it`);
}
