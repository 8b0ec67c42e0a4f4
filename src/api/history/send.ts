import type { FastifyReply } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import type { History } from '../../store/mod.ts';
import { columnsBody } from '../http/columns.ts';
import { attachment } from '../http/file-name.ts';
import { formTypes, type Form } from '../http/format.ts';
import { sendPieces, type Pieces } from '../http/json-chunks.ts';
import { csvPieces } from './csv.ts';

/** The forms of every history. */
export const historyForms = ['json', 'csv', 'columns'] as const;

/** What there is to say of a history, in whichever form. */
export interface Told {
  readonly history: History;
  readonly json: () => Pieces;
  /** What a file of it is called after. */
  readonly subject: readonly string[];
  /** Where newer rows are, if anywhere. */
  readonly next: string | null;
}

/** Answers a history in a form. */
export function sendHistory(reply: FastifyReply, form: Form, told: Told, clock: Clock): FastifyReply {
  const { history, json, subject } = told;
  switch (form) {
    case 'json':
      return sendPieces(reply.type(formTypes.json), json(), clock);
    case 'csv': {
      const end = new Date(history.end).toISOString().replaceAll(/[-:]|\..*/g, '');
      const file = attachment([...subject, end], 'csv');
      void reply.header('content-disposition', file).type(`${formTypes.csv}; charset=utf-8; header=present`);
      return sendPieces(reply, csvPieces(history), clock);
    }
    case 'columns': {
      const body = columnsBody(headerOf(told), history.columns.map(({ values }) => values)); // prettier-ignore
      return reply.type(formTypes.columns).send(body);
    }
    default:
      return form satisfies never;
  }
}

function headerOf({ history, next }: Told): object {
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
