import {
  checkDumpSize,
  dumpedArchive,
  readConsolidation,
  readOpenRow,
  readSource,
  readTimes,
  type Dump,
} from '../dump/dump.ts';
import { DumpReadError } from '../../error.ts';
import { JsonFields } from './json-fields.ts';

/**
 * Reads XAPI's dump of an rrd in JSON, as `vm_rrd`, `host_rrd` and `sr_rrd` give it.
 *
 * `maxChars` (default 64 Mi) bounds what is looked at.
 *
 * @throws {DumpReadError} when the text is not such a dump, is too large, or defines what cannot be.
 */
export function readXapiDump(text: string, maxChars = 64 * 1024 * 1024): Dump {
  checkDumpSize(text, maxChars);
  const whole = JsonFields.from(text, (state) => new DumpReadError('DUMP_INVALID', state));
  const times = readTimes(whole);
  const sources = whole
    .objects('ds')
    .map((ds) => readSource(ds, ds.has('minimal_hearbeat') ? 'minimal_hearbeat' : 'minimal_heartbeat'));
  const archives = whole.objects('rra').map((rra) => {
    const open = rra.object('cdp_prep').objects('ds').map(readOpenRow);
    if (open.length !== sources.length)
      rra.fail(`${open.length} sources are prepared instead of ${sources.length}`);
    const rows = rra.rows('database');
    const uneven = rows.findIndex((row) => row.length !== sources.length);
    if (uneven >= 0) rra.fail(`row ${uneven} does not have ${sources.length} values`);
    const archive = { ...readConsolidation(rra), rows: rows.length, xff: rra.object('params').number('xff') };
    return dumpedArchive(rra, times, archive, open, rows.flat());
  });
  return { ...times, sources, archives };
}
