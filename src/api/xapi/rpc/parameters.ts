import { XapiFailure } from '../failure.ts';

/** @throws XapiFailure where a call has another number of parameters than its method. */
export function checkCount(method: string, want: number, params: readonly unknown[]): void {
  if (params.length === want) return;
  // XAPI counts the session too.
  throw new XapiFailure('MESSAGE_PARAMETER_COUNT_MISMATCH', method, `${want + 1}`, `${params.length + 1}`);
}

/** @throws XapiFailure where a parameter is no text. */
export function textParam(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new XapiFailure('FIELD_TYPE_ERROR', name);
}

/** @throws XapiFailure where a parameter is no list of texts. */
export function textsParam(value: unknown, name: string): string[] {
  if (Array.isArray(value)) return value.map((each) => textParam(each, name));
  throw new XapiFailure('FIELD_TYPE_ERROR', name);
}

/** What a caller sent, short enough to be quoted. */
export function brief(text: string): string {
  return text.slice(0, 80);
}
