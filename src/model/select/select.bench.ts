/** What selecting costs: `node src/model/select/select.bench.ts`. */
import { parseSelector, type Subject } from './mod.ts';

const rows = 10_000;
const cpu = Float64Array.from({ length: rows }, (_, row) => (row % 101) / 100);
const names = Array.from({ length: rows }, (_, row) => `vm-${row}`);
const hosts = Array.from({ length: rows }, (_, row) => `host-${row % 40}`);
const tags = Array.from({ length: rows }, (_, row) => (row % 3 ? ['test'] : ['prod', 'web']));
const columns: Record<string, Float64Array> = { 'cpu.usage': cpu };

/** One object for all rows. */
class Row implements Subject {
  row = 0;
  readonly class = 'VM';
  readonly state = 'running';
  readonly condition = null;
  readonly alarms = null;
  readonly source = 'local';
  readonly now = 0;
  get id(): string {
    return names[this.row] ?? '';
  }
  get name(): string {
    return names[this.row] ?? '';
  }
  get host(): string | null {
    return hosts[this.row] ?? null;
  }
  get hostName(): string | null {
    return hosts[this.row] ?? null;
  }
  metric(name: string): number | null {
    return columns[name]?.[this.row] ?? null;
  }
  fact(): readonly string[] | null {
    return tags[this.row] ?? null;
  }
}

const subject = new Row();
const count = (text: string): number => {
  const selector = parseSelector(text);
  let found = 0;
  for (subject.row = 0; subject.row < rows; subject.row++) if (selector.matches(subject)) found++;
  return found;
};

for (const text of ['cpu>80% and not host:host-7 or tag:prod', 'vm-99', 'name:vm*9', 'is:red or is:paused']) {
  for (let round = 0; round < 50; round++) count(text);
  const rounds = 100;
  const start = process.hrtime.bigint();
  let found = 0;
  for (let round = 0; round < rounds; round++) found = count(text);
  const ms = Number(process.hrtime.bigint() - start) / rounds / 1e6;
  console.log(JSON.stringify({ bench: 'select', text, rows, found, ms }));
}
