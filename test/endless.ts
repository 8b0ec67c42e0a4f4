import type { ServerResponse } from 'node:http';

/** Writes a body that does not end, until the other side hangs up; resolves then. */
export function writeEndlessly(response: ServerResponse): Promise<void> {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
  return new Promise((resolve) => response.on('close', () => resolve()));
}
