import { rrdtoolNumber, xapiNumber } from '../xml/number-text.ts';
import { xmlEscape } from '../xml/xml-escape.ts';
import type { Xport } from './xport.ts';

/** Numbers in a piece of text. */
const PIECE = 1024;

/**
 * Writes an xport as `rrdtool xport --showtime` does, or as XAPI's `rrd_updates` does: in one line, with other names for
 * what is infinite. Rows stay in their order; values read back bit for bit, times are cut to whole seconds.
 *
 * Other than rrdtool it escapes the legend.
 *
 * @returns the text in pieces of some thousand numbers or less.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { readXportXml } from './read-xport-xml.ts';
 * import { xportXml } from './xport-xml.ts';
 * const timesMs = [5000, 10_000];
 * const xport = { startMs: 5000, stepMs: 5000, endMs: 10_000, legend: ['a'], timesMs, values: Float64Array.of(1, NaN) };
 * assert.deepEqual(readXportXml([...xportXml(xport, 'rrdtool')].join('')), xport);
 */
export function xportXml(xport: Xport, form: 'rrdtool' | 'xapi'): Generator<string, void, undefined> {
  return form === 'xapi' ? xapiForm(xport) : rrdtoolForm(xport);
}

function* rrdtoolForm(xport: Xport): Generator<string, void, undefined> {
  const { startMs, stepMs, endMs, legend } = xport;
  yield '<?xml version="1.0" encoding="utf-8"?>\n\n<xport>\n  <meta>\n';
  yield `    ${seconds('start', startMs)}\n    ${seconds('end', endMs)}\n    ${seconds('step', stepMs)}\n`;
  yield `    ${counts(xport, '\n    ')}\n    <legend>\n`;
  for (const entry of legend) yield `      <entry>${xmlEscape(entry)}</entry>\n`;
  yield '    </legend>\n  </meta>\n  <data>\n';
  yield* rows(xport, rrdtoolNumber, ['    ', '\n']);
  yield '  </data>\n</xport>\n';
}

function* xapiForm(xport: Xport): Generator<string, void, undefined> {
  const { startMs, stepMs, endMs, legend } = xport;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<xport><meta>';
  yield seconds('start', startMs) + seconds('step', stepMs) + seconds('end', endMs);
  yield `${counts(xport, '')}<legend>`;
  for (const entry of legend) yield `<entry>${xmlEscape(entry)}</entry>`;
  yield '</legend></meta><data>';
  yield* rows(xport, xapiNumber, ['', '']);
  yield '</data></xport>';
}

function counts({ timesMs, legend }: Xport, between: string): string {
  return `<rows>${timesMs.length}</rows>${between}<columns>${legend.length}</columns>`;
}

function* rows(
  { timesMs, legend, values }: Xport,
  text: (value: number) => string,
  [before, after]: readonly [before: string, after: string],
): Generator<string, void, undefined> {
  const width = legend.length;
  for (const [row, timeMs] of timesMs.entries()) {
    let line = `${before}<row>${seconds('t', timeMs)}`;
    for (let column = 0; column < width; column += 1) {
      line += `<v>${text(values[row * width + column]!)}</v>`;
      if (column % PIECE !== PIECE - 1) continue;
      yield line;
      line = '';
    }
    yield `${line}</row>${after}`;
  }
}

function seconds(name: string, ms: number): string {
  return `<${name}>${Math.floor(ms / 1000)}</${name}>`;
}
