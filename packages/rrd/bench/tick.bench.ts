import { Database, XAPI_ARCHIVES, type Source } from '../src/mod.ts';

const SERIES = 100_000;
const STEP_MS = 5000;
const TICKS = 1440;

const cases = [
  { kind: 'GAUGE', jitterMs: 0 },
  { kind: 'GAUGE', jitterMs: 400 },
  { kind: 'DERIVE', jitterMs: 400 },
] as const;

for (const { kind, jitterMs } of cases) {
  const source: Source = { name: 's', kind, heartbeatMs: 300_000, min: null, max: null };
  const sources = Array.from({ length: SERIES }, () => source);
  const startMs = 1_000_000 * 86_400_000 - 720 * STEP_MS;
  const db = new Database({ stepMs: STEP_MS, startMs, sources, archives: XAPI_ARCHIVES });
  const values = new Float64Array(SERIES);
  const times: Record<'point' | 'minute' | 'hour' | 'day', number[]> = {
    point: [],
    minute: [],
    hour: [],
    day: [],
  };
  const used = process.cpuUsage();
  for (let tick = 1; tick <= TICKS; tick += 1) {
    for (let i = 0; i < SERIES; i += 100) values[i] = tick + i;
    const timeMs = startMs + tick * STEP_MS + (tick % 3) * jitterMs;
    const before = process.cpuUsage();
    db.update(timeMs, values);
    const { user, system } = process.cpuUsage(before);
    const at = tick - 720;
    times[at % 17_280 === 0 ? 'day' : at % 720 === 0 ? 'hour' : at % 12 === 0 ? 'minute' : 'point'].push(
      (user + system) / 1000,
    );
  }
  const { user, system } = process.cpuUsage(used);
  const all = Object.values(times).flat();
  console.log(`${SERIES} ${kind}, XAPI's archives, jitter ${jitterMs} ms`);
  for (const [what, list] of Object.entries(times)) {
    list.sort((a, b) => a - b);
    console.log(
      `  ${what.padEnd(6)} ${list.length} ticks, median ${list[list.length >> 1]?.toFixed(2)} ms, worst ${list.at(-1)?.toFixed(2)} ms`,
    );
  }
  const mean = all.reduce((sum, each) => sum + each, 0) / all.length;
  console.log(
    `  mean   ${mean.toFixed(2)} ms a tick, ${((user + system) / (TICKS * SERIES)).toFixed(5)} CPU s per million samples`,
  );
  if (Number.isNaN(db.row(0, db.newestMs(0))?.[0])) throw new Error('BUG: nothing was stored');
}
