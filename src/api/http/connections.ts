import type { Server, ServerResponse } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import type { Socket } from 'node:net';
import type { App } from '../context.ts';

/** How many connections there may be, and how long each may be silent. */
export interface ConnectionLimits {
  /** Open at a time; further ones are refused. */
  readonly connections: number;
  /** Connections that are kept free for new requests: beyond them the one that was idle longest is closed. */
  readonly reserved: number;
  /** Streams and waiting requests at a time. */
  readonly streams: number;
  /** Time for the head of a request, from the start of the connection or the end of the last answer, ms. */
  readonly headersMs: number;
  /** Time for a whole request, ms. */
  readonly requestMs: number;
  /** Time in which nothing is read of an answer, ms. */
  readonly stalledMs: number;
  /** Interval of the check for late heads and requests, ms. */
  readonly checkMs: number;
}

export const connectionLimits: ConnectionLimits = {
  connections: 1000,
  reserved: 100,
  streams: 500,
  headersMs: 10_000,
  requestMs: 30_000,
  stalledMs: 60_000,
  checkMs: 1000,
};

/** The limits as the framework takes them, of a server that encrypts where it has a certificate. */
export function serverOptions(limits: ConnectionLimits, tls: SecureContextOptions | null) {
  const http = { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.checkMs };
  return {
    connectionTimeout: limits.stalledMs,
    keepAliveTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    http,
    https: tls && { ...http, ...tls, handshakeTimeout: limits.headersMs },
  };
}

/** Bounds the connections of a server: those that are idle make room for new ones. */
export function limitConnections({ server }: Pick<App, 'server'>, limits: ConnectionLimits): void {
  server.maxConnections = limits.connections;
  const open = new Map<string, Socket>();
  // In the order in which they became idle.
  const idle = new Set<string>();
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    open.set(peer, socket);
    idle.add(peer);
    socket.once('close', () => {
      if (open.get(peer) !== socket) return;
      open.delete(peer);
      idle.delete(peer);
    });
    const [longest] = idle;
    if (longest !== undefined && open.size > limits.connections - limits.reserved)
      open.get(longest)?.destroy();
  });
  onRequest(server, ({ socket }, response) => {
    const peer = peerOf(socket);
    idle.delete(peer);
    response.once('close', () => {
      if (open.has(peer)) idle.add(peer);
    });
  });
}

/** What a connection and the TLS session on it have in common. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function onRequest(
  server: Pick<Server, 'prependListener'>,
  listener: (request: { readonly socket: Socket }, response: ServerResponse) => void,
): void {
  server.prependListener('request', listener);
}
