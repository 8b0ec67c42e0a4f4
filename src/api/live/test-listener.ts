import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { TestApi } from '../fixture.ts';

/** Reads events of an address, each when asked for. */
export class Listener {
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #events: EventSourceMessage[] = [];
  readonly #parser = createParser({ onEvent: (event) => this.#events.push(event) });
  readonly response: Response;

  private constructor(response: Response) {
    this.response = response;
    const body = response.body as ReadableStream<Uint8Array<ArrayBuffer>>;
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  static async open(api: TestApi, path: string): Promise<Listener> {
    const address = api.app.server.address() ?? (await api.app.listen({ host: '127.0.0.1', port: 0 }));
    const origin = typeof address === 'string' ? address : `http://127.0.0.1:${address.port}`;
    return new Listener(await fetch(`${origin}${path}`, { headers: { accept: 'text/event-stream' } }));
  }

  /** Name and data of the next event; null at the end. */
  async next(): Promise<[name: string | undefined, data: unknown] | null> {
    while (this.#events.length === 0) {
      const { value, done } = await this.#reader.read();
      if (done) return null;
      this.#parser.feed(value);
    }
    const event = this.#events.shift() as EventSourceMessage;
    return [event.event, JSON.parse(event.data)];
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}
