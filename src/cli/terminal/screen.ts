import type { Output } from '../io.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const escape = '\u001B[';
/** Alternate screen, no cursor, no wrapping of long lines. */
const enter = `${escape}?1049h${escape}?25l${escape}?7l${escape}2J`;
const leave = `${escape}?7h${escape}?25h${escape}?1049l`;

/** A terminal as a list of lines: only those that changed are written. `close` gives the terminal back. */
export class Screen implements Disposable {
  readonly #out: Output;
  #shown: readonly string[] = [];
  #isOpen = true;

  constructor(out: Output) {
    this.#out = out;
    out.write(enter);
  }

  get size(): Size {
    return { columns: this.#out.columns || 80, rows: this.#out.rows || 24 };
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    let changes = '';
    for (const [row, line] of lines.entries()) {
      if (line !== this.#shown[row]) changes += `${escape}${row + 1};1H${line}${escape}K`;
    }
    this.#shown = [...lines];
    if (changes !== '') this.#out.write(changes);
  }

  /** Whatever is on the terminal is not what was drawn: it was resized. */
  forget(): void {
    this.#shown = [];
    if (this.#isOpen) this.#out.write(`${escape}2J`);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#out.write(leave);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
