import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One series of an answer, its values as text from the first row on; null where there is no sample. */
export interface FakeSeries {
  readonly labels: Record<string, string>;
  readonly values: readonly (string | null)[];
}

/** How an engine answers: series, a status with a text, or whatever is done with the response. */
export type FakeAnswer =
  | { readonly series: readonly FakeSeries[]; readonly more?: Record<string, unknown> }
  | { readonly status: number; readonly text: string; readonly headers?: Record<string, string> }
  | ((response: ServerResponse) => void);

export interface FakeQuestion {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** An engine on a port of its own that gives set answers and keeps what it was asked. `await using` ends it. */
export interface FakeEngine extends AsyncDisposable {
  readonly url: string;
  answer: (question: FakeQuestion) => FakeAnswer | Promise<FakeAnswer>;
  readonly questions: FakeQuestion[];
}

export async function makeEngine(answer: FakeEngine['answer']): Promise<FakeEngine> {
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    const [start, end, step] = ['start', 'end', 'step'].map((key) => Number(form.get(key))) as [number, number, number]; // prettier-ignore
    const { url: path = '', headers } = request;
    const question = { path, headers, query: form.get('query') ?? '', start, end, step };
    engine.questions.push(question);
    const given = await engine.answer(question);
    if (typeof given === 'function') given(response);
    else if ('status' in given) response.writeHead(given.status, given.headers).end(given.text);
    else response.end(JSON.stringify(shape(given.series, question, given.more)));
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const engine: FakeEngine = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer,
    questions: [],
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return engine;
}

/** As Prometheus 2.42 and VictoriaMetrics write it. */
function shape(
  series: readonly FakeSeries[],
  { start, step }: FakeQuestion,
  more: Record<string, unknown> = {},
): object {
  const result = series.map(({ labels, values }) => ({
    metric: labels,
    values: values.flatMap((value, i) => (value === null ? [] : [[start + i * step, value]])),
  }));
  return { status: 'success', data: { resultType: 'matrix', result }, ...more };
}
