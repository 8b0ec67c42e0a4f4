import { heartbeatSeconds, type DumpWriter } from '../dump/dump-writer.ts';
import { checkStep } from '../dump/dump-xml.ts';
import { xapiNumber } from '../xml/number-text.ts';

/** Writes dumps as XAPI does in JSON: every number a text, what bounds nothing infinite. */
export const xapiDump: DumpWriter = {
  head({ stepMs, lastMs, sources }) {
    checkStep(stepMs);
    const ds = sources.map((source) => ({
      name: source.name,
      type: source.kind,
      minimal_heartbeat: xapiNumber(heartbeatSeconds(source)),
      min: xapiNumber(source.min ?? -Infinity),
      max: xapiNumber(source.max ?? Infinity),
      last_ds: source.last ?? 'NaN',
      value: xapiNumber(source.sum),
      unknown_sec: String(Math.floor(source.unknownMs / 1000)),
    }));
    const [step, last] = [stepMs / 1000, Math.floor(lastMs / 1000)];
    return `{"version":"0003","step":"${step}","lastupdate":"${last}","ds":${JSON.stringify(ds)},"rra":[`;
  },

  *archive({ cf, pdpPerRow, xff, open, rows }, isFirst) {
    const ds = open.map(({ value, unknown }) => ({
      primary_value: '0.0',
      secondary_value: '0.0',
      value: xapiNumber(value),
      unknown_datapoints: String(unknown),
    }));
    const about = { cf, pdp_per_row: String(pdpPerRow), params: { xff: xapiNumber(xff) }, cdp_prep: { ds } };
    yield `${isFirst ? '' : ','}${JSON.stringify(about).slice(0, -1)},"database":[`;
    let between = '';
    for (const row of rows) {
      yield `${between}[${Array.from(row, (value) => `"${xapiNumber(value)}"`).join(',')}]`;
      between = ',';
    }
    yield ']}';
  },

  end: ']}',
};
