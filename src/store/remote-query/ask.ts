import { failed, readAnswer, type Answer } from './answer.ts';
import type { RemoteQuerySettings } from './options.ts';

/** Asks once. Never rejects: what goes wrong on the way is an answer. */
export async function ask(
  { rangeUrl, headers, timeoutMs, maxAnswerBytes }: RemoteQuerySettings,
  form: string,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const response = await fetch(rangeUrl, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: form,
      // The headers are meant for this engine alone.
      redirect: 'manual',
      signal,
    });
    const text = await readText(response, maxAnswerBytes);
    if (text === null) return failed(`answered with more than ${maxAnswerBytes / 1024 / 1024} MB`, false);
    return readAnswer(response.status, text);
  } catch (error) {
    if (signal.aborted) return failed(`did not answer in ${timeoutMs / 1000} s`);
    return failed(`did not answer: ${causeOf(error)}`);
  }
}

/** Null where there is more than may be. */
async function readText({ body }: Response, maxBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    // Leaving the loop hangs up.
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: deeper } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? deeper ?? message;
}
