import type { FastifyReply } from 'fastify';
import { Type, type TOptional, type TSchema } from 'typebox';
import type { Selector } from '../../model/select/mod.ts';
import type { StatsQuery } from '../../model/stats.ts';
import { accepted } from '../http/accepts.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { asStream } from '../http/json-chunks.ts';
import { answers, flag, isOn, only, params } from '../http/schema.ts';
import { selectedEntities, selectorOf, selectProperty } from '../select/selection.ts';
import { flagNames, hostNamed, listed, listedVms, toStatsQuery, type Asked, type FlagName } from './query.ts';
import { statsChunks, statsFormats, type StatsFormat } from '../../stats/mod.ts';

const shapeProperty = Type.Optional(Type.Union([Type.Literal('tree'), Type.Literal('flat')], { description: 'Of JSON: the hierarchy, or libvirt’s own dotted names' })); // prettier-ignore
const formatProperty = Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('xml')], { description: 'Instead of the Accept header' })); // prettier-ignore
const mask = Type.Integer({
  minimum: 0,
  maximum: 0xffff_ffff,
  description: 'Bit mask of groups, as libvirt has it',
});
const flagged = <Schema extends TSchema>(schema: Schema) =>
  Object.fromEntries(flagNames.map((name) => [name, Type.Optional(schema)])) as Record<
    FlagName,
    TOptional<Schema>
  >;
const bodyFlags = flagged(Type.Boolean({ description: 'A flag of libvirt' }));
const queryFlags = flagged(flag('A flag of libvirt'));

const selection = {
  groups: Type.Optional(Type.Array(Type.String(), { description: 'Names of groups; all that the hypervisor has by default' })), // prettier-ignore
  stats: Type.Optional(mask),
  shape: shapeProperty,
  format: formatProperty,
};

/** How the answer is to be written. */
interface FormatRequest {
  readonly shape?: 'tree' | 'flat';
  readonly format?: 'json' | 'xml';
}

const response = answers('Stats', 'application/xml');

const offers = [
  { type: 'application/json', xml: false },
  { type: 'application/xml', xml: true },
  { type: 'text/xml', xml: true },
];

/** Bulk statistics of domains (origin 001): selected groups of all or of those named; hierarchical or flat; JSON or XML. */
export function statsEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Statistics of all VMs, or of those named, in one call to each hypervisor',
    querystring: only({
      vm: Type.Optional(Type.Array(Type.String(), { description: 'UUIDs or names, all of one host; repeated, or separated by commas' })), // prettier-ignore
      host: Type.Optional(Type.String({ description: 'Id or name of a host: only its VMs' })),
      ...selectProperty,
      ...selection,
      ...queryFlags,
    }),
    response,
  };
  return endpoint(schema, ({ query: asked, headers }, reply) => {
    const { vm, groups, stats, select, host } = asked;
    const flags = flagNames.filter((name) => isOn(asked[name]));
    const named = { vms: listedVms(services.store, vm), groups: listed(groups), stats, flags, select, host };
    return answer(services, named, formatOf(asked, headers.accept), reply);
  });
}

export function vmStatsEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Statistics of one VM',
    params: params('vm'),
    querystring: only({ ...selection, ...queryFlags }),
    response,
  };
  return endpoint(schema, ({ params: { vm }, query: asked, headers }, reply) => {
    const { groups, stats } = asked;
    const flags = flagNames.filter((name) => isOn(asked[name]));
    const named = { vms: [vm], groups: listed(groups), stats, flags };
    return answer(services, named, formatOf(asked, headers.accept), reply);
  });
}

export function statsListEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Statistics of a list of VMs',
    body: only({
      vms: Type.Optional(Type.Array(Type.String(), { description: 'UUIDs or names; never empty' })),
      ...selectProperty,
      ...selection,
      ...bodyFlags,
    }),
    response,
  };
  return endpoint(schema, ({ body, headers }, reply) => {
    const { vms, groups, stats, select } = body;
    const flags = flagNames.filter((name) => body[name] === true);
    return answer(services, { vms, groups, stats, flags, select }, formatOf(body, headers.accept), reply);
  });
}

interface Narrowing {
  readonly select?: string | undefined;
  readonly host?: string | undefined;
}

async function answer(
  services: Services,
  asked: Asked & Narrowing,
  format: StatsFormat,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { store, clock, stats } = services;
  const host = asked.host === undefined ? undefined : hostNamed(store, asked.host).id;
  const query = await narrowed(services, toStatsQuery(store, asked), selectorOf('VM', asked.select));
  const chunks = statsChunks(await stats.answer(query, host), format, clock);
  return reply.type(format.contentType).send(asStream(chunks));
}

/** A query for those of its VMs that a selector is true of now. */
async function narrowed(
  services: Services,
  query: StatsQuery,
  selector: Selector | null,
): Promise<StatsQuery> {
  if (!selector) return query;
  const wanted = query.vms && new Set(query.vms);
  const selected = (await selectedEntities(services, 'VM', selector)).map(({ id }) => id);
  return { ...query, vms: wanted ? selected.filter((id) => wanted.has(id)) : selected };
}

/** @throws InputError TYPE_UNACCEPTABLE. */
function formatOf(
  { shape: wanted = 'tree', format: named }: FormatRequest,
  accept: string | undefined,
): StatsFormat {
  if (named === 'xml') return statsFormats.xml;
  if (named === 'json') return statsFormats[wanted];
  return accepted(accept, offers).xml ? statsFormats.xml : statsFormats[wanted];
}
