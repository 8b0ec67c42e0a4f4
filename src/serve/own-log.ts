import { hostname } from 'node:os';
import { cutText } from '../lib/text/cut-text.ts';
import { systemClock as clock } from '../model/clock.ts';
import { MAX_LINE_BYTES, type OnLine } from '../model/streams/line.ts';

/** Severities of syslog. */
const [ERROR, INFO] = [3, 6];

/** Writes what virtscope reports of its work to where the program's messages are read, and gives it on as lines of a log. */
export class OwnLog {
  readonly #onLine: OnLine;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  info(text: string): void {
    console.log(`virtscope: ${text}`);
    this.#keep(INFO, text);
  }

  error(text: string): void {
    console.error(`virtscope: ${text}`);
    this.#keep(ERROR, text);
  }

  /** @param details are not given on: they may have what was asked for, with secrets. */
  bug(what: string, details: unknown): void {
    console.error(`virtscope: ${what}:`, details);
    this.#keep(ERROR, what);
  }

  #keep(severity: number, said: string): void {
    const text = cutText(said, MAX_LINE_BYTES).toWellFormed();
    const from = { host: hostname(), vm: null, unit: 'virtscope', source: 'virtscope' };
    const kept = { cut: said.length > MAX_LINE_BYTES, escaped: false, missed: 0 };
    this.#onLine({ time: clock.now(), severity, text, ...from, ...kept });
  }
}
