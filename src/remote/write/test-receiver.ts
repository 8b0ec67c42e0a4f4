import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { writeEndlessly } from '../../../test/endless.ts';
import { decode, nameOf } from './test-decode.ts';
import { startMs, stepMs } from './test-environment.ts';

/** How a receiver answers: a status, headers and a text, by closing the connection, no answer, or with a status and no end. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string }
  | 'hang up'
  | 'silence'
  | { readonly endless: number };

/** One sample in the order of arrival. */
export interface Arrival {
  readonly series: string;
  readonly timeMs: number;
  readonly value: number | 'stale';
}

/** A remote write receiver on a port of its own that gives set answers and keeps what it takes. `await using` ends it. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  answer: (request: number, samples: readonly Arrival[]) => Answer;
  /** Requests so far, whatever the answer. */
  requests: number;
  /** Endless answers that were not read any more. */
  hungUpOn: number;
  readonly headers: IncomingHttpHeaders[];
  /** Samples of each request that was taken. */
  readonly taken: Arrival[][];
}

export async function makeReceiver(): Promise<Receiver> {
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const samples = decode(await buffer(request)).flatMap((one) =>
      one.samples.map(([timeMs, value]) => ({ series: nameOf(one), timeMs, value })),
    );
    receiver.headers.push(request.headers);
    const answer = receiver.answer(receiver.requests++, samples);
    if (answer === 'hang up') request.socket.destroy();
    else if (typeof answer === 'object' && 'endless' in answer) {
      await writeEndlessly(response.writeHead(answer.endless));
      receiver.hungUpOn++;
    } else if (answer !== 'silence') {
      if (answer.status < 300) receiver.taken.push(samples);
      response.writeHead(answer.status, answer.headers).end(answer.text);
    }
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`,
    answer: () => ({ status: 204 }),
    requests: 0,
    hungUpOn: 0,
    headers: [],
    taken: [],
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

export const usage = (name: string): string =>
  `virtscope_vm_cpu_usage_ratio{instance="here",job="virtscope",name="${name}",uuid="${name}"}`;
export const down = (): Answer => ({ status: 503, text: 'no' });
export const up = (): Answer => ({ status: 204 });

/** Samples of one series in order of arrival, times in steps since the start. */
export function arrivals(receiver: Receiver, series: string): [number, Arrival['value']][] {
  const found = receiver.taken.flat().filter((one) => one.series === series);
  return found.map(({ timeMs, value }) => [(timeMs - startMs) / stepMs, value]);
}
