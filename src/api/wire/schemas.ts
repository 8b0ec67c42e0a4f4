import { Type, type TSchema } from 'typebox';
import { AuditLog, NewToken, Session, Token, Tokens } from './access.ts';
import {
  Alarm,
  AlarmDetails,
  AlarmLog,
  AlarmRule,
  AlarmRuleDetails,
  AlarmRules,
  Alarms,
  AlarmTransition,
  DryRun,
  Silence,
  Overrides,
  Silences,
} from './alarms.ts';
import { Capacity } from './capacity.ts';
import { Entities, Entity } from './entity.ts';
import { Events } from './events.ts';
import { Histories, History, Series } from './history.ts';
import { Classes, Instances, Instantaneous, Metrics } from './metrics.ts';
import { LatencyHistogram } from './latency.ts';
import { LogLine, Logs } from './logs.ts';
import { Message, Messages } from './messages.ts';
import { Problem } from './problem.ts';
import { Reload, Source, Sources, SourceTest } from './sources.ts';
import { Status } from './status.ts';
import { Table } from './table.ts';
import { Top } from './top.ts';
import { seconds, text, textOrNull } from './values.ts';

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
  Alarm,
  Alarms,
  AlarmDetails,
  AlarmTransition,
  AlarmLog,
  AlarmRule,
  AlarmRuleDetails,
  AlarmRules,
  DryRun,
  Silence,
  Overrides,
  Silences,
  LatencyHistogram,
  Message,
  Messages,
  LogLine,
  Logs,
  Entity,
  Entities,
  Capacity,
  Source,
  Sources,
  SourceTest,
  Reload,
  Session,
  Token,
  Tokens,
  NewToken,
  AuditLog,
  Stats: Type.Object({
    time: seconds,
    domains: Type.Array(Type.Record(Type.String(), Type.Unknown())),
    missing: Type.Optional(
      Type.Array(Type.Object({ source: text, host: textOrNull, reason: text }), {
        description: 'Sources that did not answer; left out where all did',
      }),
    ),
  }),
  Health: Type.Object({ status: text }),
  OpenApi: Type.Object({ openapi: text, paths: Type.Record(Type.String(), Type.Unknown()) }),
} satisfies Record<string, TSchema>;

export type SchemaName = keyof typeof schemas;
