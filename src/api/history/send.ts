import type { FastifyReply } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import type { History } from '../../store/mod.ts';
import { columnsBody } from '../http/columns.ts';
import { attachment } from '../http/file-name.ts';
import { formatTypes } from '../http/format.ts';
import { sendChunks, type JsonChunks } from '../http/json-chunks.ts';
import { csvChunks } from './csv.ts';

/** The formats of every history. */
export const historyFormats = ['json', 'csv', 'columns'] as const;
export type HistoryFormat = (typeof historyFormats)[number];

/** A history and what every format of its answer needs. */
export interface HistoryResponse {
  readonly history: History;
  readonly json: () => JsonChunks;
  /** Parts of the name of a downloaded file. */
  readonly fileName: readonly string[];
  /** Address of newer rows; null where they cannot be waited for. */
  readonly next: string | null;
}

/** Answers a history in a format. */
export function sendHistory(
  reply: FastifyReply,
  format: HistoryFormat,
  response: HistoryResponse,
  clock: Clock,
): FastifyReply {
  const { history, json, fileName } = response;
  switch (format) {
    case 'json':
      return sendChunks(reply.type(formatTypes.json), json(), clock);
    case 'csv': {
      const end = new Date(history.end).toISOString().replaceAll(/[-:]|\..*/g, '');
      const file = attachment([...fileName, end], 'csv');
      void reply
        .header('content-disposition', file)
        .type(`${formatTypes.csv}; charset=utf-8; header=present`);
      return sendChunks(reply, csvChunks(history), clock);
    }
    case 'columns': {
      const body = columnsBody(headerOf(response), history.columns.map(({ values }) => values)); // prettier-ignore
      return reply.type(formatTypes.columns).send(body);
    }
    default:
      return format satisfies never;
  }
}

function headerOf({ history, next }: HistoryResponse): object {
  const { start, end, stepMs, askedStepMs, rows, notes } = history;
  const columns = history.columns.map(({ entity: { id }, metric, cf }) => {
    return { id, metric, cf };
  });
  return {
    start: start / 1000,
    end: end / 1000,
    step: stepMs / 1000,
    ...(askedStepMs !== null && { stepAsked: askedStepMs / 1000 }),
    ...(notes && { notes }),
    rows,
    columns,
    ...(next !== null && { next }),
  };
}
