import type { Problem } from '../../../src/api/wire/problem.ts';
import { CLASSES, isEntityClass } from '../../../src/model/classes.ts';
import { lock } from './access/session.ts';

/** A refusal of the API, with the code of the problem document (`NETWORK` where it could not be asked at all). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  /** The problem document, as much as there is of it. */
  readonly problem: Partial<Problem>;
  constructor(message: string, code: string, status: number, problem: Partial<Problem> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.problem = problem;
  }
}

/** Whether the same request may be answered a little later: the server cannot be reached, or is busy. */
export function isPassing({ status }: ApiError): boolean {
  return status === 0 || status >= 500;
}

/** Reads one resource as JSON. Throws {@link ApiError}. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { headers: { accept: 'application/json' }, signal: signal ?? null });
  return (await response.json()) as T;
}

/** The answer to a request that was granted. Throws {@link ApiError}. */
export async function ask(path: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError('Cannot reach virtscope', 'NETWORK', 0);
  }
  if (response.ok) return response;
  if (response.status === 401) lock();
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  throw new ApiError(
    problem.detail ?? `Cannot ask "${path}": ${response.status}`,
    problem.code ?? 'UNKNOWN',
    response.status,
    problem,
  );
}

/** The resource of a class, an entity, or one of its metrics: the same address the browser shows. */
export function uriOf(cls: string, ...rest: string[]): string {
  const segment = isEntityClass(cls) ? CLASSES[cls].segment : cls;
  return ['', 'metrics', segment, ...rest].map(encodeURIComponent).join('/');
}
