import { readText } from '../../lib/text/read-text.ts';
import { failed, readAnswer, type Answer } from './answer.ts';
import type { RemoteQuerySettings } from './options.ts';

/** Bytes of a refusal that are read. */
const longestRefusal = 64 * 1024;

/** Sends one question. Never rejects: an error on the way is an answer, too. */
export async function requestRows(
  { rangeUrl, headers: own, authorization, timeoutMs, maxAnswerBytes }: RemoteQuerySettings,
  form: string,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { ...own, 'Content-Type': 'application/x-www-form-urlencoded' };
  try {
    if (authorization) Object.assign(headers, { Authorization: await authorization() });
  } catch (error) {
    return failed(`was not asked: ${(error as Error).message}`);
  }
  try {
    const response = await fetch(rangeUrl, {
      method: 'POST',
      headers,
      body: form,
      // The headers are meant for this engine alone.
      redirect: 'manual',
      signal,
    });
    const most = response.status === 200 ? maxAnswerBytes : longestRefusal;
    const { text, isCut } = await readText(response.body, most);
    if (isCut && response.status === 200)
      return failed(`answered with more than ${maxAnswerBytes / 1024 / 1024} MB`, false);
    return readAnswer(response.status, text);
  } catch (error) {
    if (signal.aborted) return failed(`did not answer in ${timeoutMs / 1000} s`);
    return failed(`did not answer: ${causeOf(error)}`);
  }
}

/** The cause of `fetch failed` has the reason. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: deeper } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? deeper ?? message;
}
