import { printable } from '../../lib/text/printable.ts';

/** One series of an answer as the API has it: seconds and a number as text. */
export interface RemoteSeries {
  readonly metric: Readonly<Record<string, unknown>>;
  readonly values: readonly unknown[];
}

/** Outcome of a query. The reason follows the engine's name in a sentence: `answered HTTP 422: …`. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly series: readonly RemoteSeries[];
      /** Warnings of the engine, such as that a part of it could not be asked. */
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** Whether every other query would fail too. */
      readonly isDown: boolean;
    };

/** Statuses with which an engine refuses one query, though it is up. */
const aboutQuestions: ReadonlySet<number> = new Set([200, 400, 422]);
/** Characters of an engine's message; the rest is cut. */
const longestSaying = 300;

/** Reads an answer of Prometheus' `query_range`, from any engine. */
export function readAnswer(status: number, text: string): Answer {
  const answer = parse(text);
  if (status !== 200 || answer?.['status'] !== 'success') {
    const said = typeof answer?.['error'] === 'string' ? answer['error'] : answer ? '' : opening(text);
    const isOfTheQuestion = answer !== null && aboutQuestions.has(status);
    return failed(
      status === 200 && !answer ? notTheApi : `answered HTTP ${status}${said && `: ${saying(said)}`}`,
      !isOfTheQuestion,
    );
  }
  const { data } = answer;
  if (!isRecord(data) || data['resultType'] !== 'matrix' || !Array.isArray(data['result']))
    return failed(notTheApi);
  const result: unknown[] = data['result'];
  if (!result.every(isSeries)) return failed(notTheApi);
  return { kind: 'answered', series: result, warnings: warningsOf(answer) };
}

const notTheApi = "answered with something that is not of Prometheus' API";

export function failed(reason: string, isDown = true): Answer {
  return { kind: 'failed', reason, isDown };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function warningsOf({ warnings, isPartial }: Record<string, unknown>): string[] {
  const said: unknown[] = Array.isArray(warnings) ? warnings : [];
  const own = said.filter((warning) => typeof warning === 'string').slice(0, 5).map(saying); // prettier-ignore
  // VictoriaMetrics' cluster, when one of its parts is down.
  return isPartial === true ? [...own, 'a part of it could not be asked'] : own;
}

function isSeries(value: unknown): value is RemoteSeries {
  return isRecord(value) && isRecord(value['metric']) && Array.isArray(value['values']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first line of a plain text; a page of HTML has none. */
function opening(text: string): string {
  return text.trimStart().startsWith('<') ? '' : text.trim();
}

/** Its first line, fit to be shown. */
function saying(text: string): string {
  const [line = ''] = text.slice(0, longestSaying).split(/[\r\n]/);
  return printable(line);
}
