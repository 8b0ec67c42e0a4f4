import { Type, type TSchema } from 'typebox';
import { Capacity } from './capacity.ts';
import { Entities, Entity } from './entity.ts';
import { Events } from './events.ts';
import { Histories, History, Series } from './history.ts';
import { Classes, Instances, Instantaneous, Metrics } from './metrics.ts';
import { Problem } from './problem.ts';
import { Status } from './status.ts';
import { Table } from './table.ts';
import { Top } from './top.ts';
import { seconds, text } from './values.ts';

/** Bodies of answers, by the name they have in openapi.json. */
export const schemas = {
  Problem,
  Status,
  Classes,
  Instances,
  Table,
  Metrics,
  Instantaneous,
  History,
  Histories,
  Series,
  Top,
  Events,
  Entity,
  Entities,
  Capacity,
  Stats: Type.Object({ time: seconds, domains: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
  Health: Type.Object({ status: text }),
  OpenApi: Type.Object({ openapi: text, paths: Type.Record(Type.String(), Type.Unknown()) }),
} satisfies Record<string, TSchema>;

export type SchemaName = keyof typeof schemas;
