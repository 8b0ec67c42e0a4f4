import {
  checkDumpSize,
  dumpedArchive,
  readConsolidation,
  readOpenRow,
  readSource,
  readTimes,
  type Dump,
  type DumpedArchive,
  type DumpedSource,
} from './dump.ts';
import { DumpReadError } from '../../error.ts';
import type { OpenRow } from '../../consolidation/levels.ts';
import { XmlScanner } from '../xml/xml-scanner.ts';

/**
 * Reads an rrd XML dump, version 0003: rrdtool's, ours, and both of XAPI's forms.
 *
 * Elements must have rrdtool's order; `maxChars` (default 64 Mi) bounds what is looked at.
 *
 * @throws {DumpReadError} when the text is not such a dump, is too large, or defines what cannot be.
 */
export function readDumpXml(text: string, maxChars = 64 * 1024 * 1024): Dump {
  checkDumpSize(text, maxChars);
  const scan = new XmlScanner(text, (state) => new DumpReadError('DUMP_INVALID', state));
  scan.open('rrd');
  const times = readTimes(scan);
  const sources: DumpedSource[] = [];
  while (scan.sees('ds')) {
    scan.open('ds');
    sources.push(readSource(scan));
    // XAPI's own form has the time of each source's last sample.
    if (scan.sees('last_updated')) scan.number('last_updated');
    scan.close('ds');
  }
  const archives: DumpedArchive[] = [];
  while (scan.sees('rra')) archives.push(readArchive(scan, sources.length, times));
  scan.close('rrd');
  scan.finish();
  return { ...times, sources, archives };
}

function readArchive(scan: XmlScanner, width: number, times: Pick<Dump, 'stepMs' | 'lastMs'>): DumpedArchive {
  scan.open('rra');
  const consolidation = readConsolidation(scan);
  scan.open('params');
  const xff = scan.number('xff');
  scan.close('params');
  scan.open('cdp_prep');
  const open: OpenRow[] = [];
  while (scan.sees('ds')) {
    scan.open('ds');
    open.push(readOpenRow(scan));
    scan.close('ds');
  }
  if (open.length !== width) scan.fail(`${open.length} sources are prepared instead of ${width}`);
  scan.close('cdp_prep');
  scan.open('database');
  const values: number[] = [];
  let rows = 0;
  for (; scan.sees('row'); rows += 1) {
    scan.open('row');
    while (scan.sees('v')) values.push(scan.number('v'));
    scan.close('row');
    if (values.length !== (rows + 1) * width) scan.fail(`row ${rows} does not have ${width} values`);
  }
  scan.close('database');
  scan.close('rra');
  return dumpedArchive(scan, times, { ...consolidation, rows, xff }, open, values);
}
