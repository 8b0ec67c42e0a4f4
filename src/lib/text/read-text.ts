/**
 * Reads the body of an answer as text, at most so many bytes of it; where there are more the connection is closed.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { readText } from './read-text.ts';
 * const { body } = new Response('an endless text');
 * assert.deepEqual(await readText(body, 10), { text: 'an endless', isCut: true });
 */
export async function readText(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<{ text: string; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    const room = maxBytes - length;
    chunks.push(chunk.subarray(0, room));
    length += chunk.length;
    // Leaving the loop hangs up.
    if (length > maxBytes) break;
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isCut: length > maxBytes };
}
