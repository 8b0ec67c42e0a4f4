import { createConnection, createServer, type Server } from 'node:net';

/** sun_path of unix(7), with its final 0: a longer path is cut off without an error. */
const LONGEST_PATH = 107;

/**
 * Listens on a socket in the file system, which the kernel closes with the process, however that ends. Unlike process
 * ids it means the same in every container of a machine. Null where the file system has no sockets.
 */
export function listenAt(path: string): Promise<Server | null> {
  if (Buffer.byteLength(path) > LONGEST_PATH) return Promise.resolve(null);
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', () => resolve(null));
    server.listen(path, () => resolve(server));
  });
}

/** Whether a process listens there; one that lives but is stopped does too. */
export function answersAt(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const answer = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => answer(true));
    // A full backlog (EAGAIN) is that of a process that lives; so is one that does not let this user in.
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      answer(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
    );
  });
}
