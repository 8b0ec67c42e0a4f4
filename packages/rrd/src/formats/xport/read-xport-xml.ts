import { XportReadError } from '../../error.ts';
import { XmlScanner } from '../xml/xml-scanner.ts';
import { checkXportSize, checkXportTime, XPORT_MAX_CHARS, type Xport } from './xport.ts';

/**
 * Reads xport XML: XAPI's, and rrdtool's with or without `--showtime` and `--enumds`.
 *
 * `maxChars` (default 64 Mi) bounds what is looked at. The numbers of rows and columns that the text gives are not
 * believed: what stands there counts.
 *
 * @throws {XportReadError} when the text is no xport or too large.
 */
export function readXportXml(text: string, maxChars = XPORT_MAX_CHARS): Xport {
  checkXportSize(text, maxChars);
  const scan = new XmlScanner(text, (state) => new XportReadError('XPORT_INVALID', state));
  const time = (name: string): number =>
    checkXportTime(scan.number(name), (state) => scan.fail(`${state} in <${name}>`));
  scan.open('xport');
  scan.open('meta');
  const meta = new Map<string, number>();
  // rrdtool and XAPI have them in different orders.
  for (const name of ['start', 'step', 'end', 'step', 'rows', 'columns'])
    if (scan.sees(name)) meta.set(name, time(name));
  const [startMs, stepMs, endMs] = ['start', 'step', 'end'].map(
    (name) => meta.get(name) ?? scan.fail(`<${name}> is missing`),
  ) as [number, number, number];
  if (stepMs === 0) scan.fail('the step is 0');
  const legend = readLegend(scan);
  scan.close('meta');
  const timesMs: number[] = [];
  const values: number[] = [];
  scan.open('data');
  while (scan.sees('row')) {
    scan.open('row');
    timesMs.push(scan.sees('t') ? time('t') : startMs + timesMs.length * stepMs);
    const enumerated = scan.sees('v0');
    for (let column = 0; column < legend.length; column += 1)
      values.push(scan.number(enumerated ? `v${column}` : 'v'));
    scan.close('row');
  }
  scan.close('data');
  scan.close('xport');
  scan.finish();
  return { startMs, stepMs, endMs, legend, timesMs, values: Float64Array.from(values) };
}

function readLegend(scan: XmlScanner): string[] {
  const legend: string[] = [];
  scan.open('legend');
  while (scan.sees('entry')) legend.push(scan.legend('entry'));
  scan.close('legend');
  return legend;
}
