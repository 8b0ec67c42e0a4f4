import assert from 'node:assert/strict';

/** One sample of an exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}

/** An exposition, read. */
export interface Exposition {
  readonly samples: Sample[];
  /** Type of each family by its name. */
  readonly types: ReadonlyMap<string, string>;
}

/** A strict reader of the text format and of OpenMetrics, written from their descriptions: throws at anything odd. */
export function parseExposition(text: string): Exposition {
  assert.ok(text.endsWith('\n'));
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const families = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, head, of = '', rest = ''] = /^# (HELP|TYPE|UNIT) ([a-zA-Z_][\w]*) (\S.*)$/.exec(line) ?? [];
    if (head) {
      if (family !== of) assert.ok(!families.has(of), `${of} is in two pieces`);
      family = of;
      families.add(family);
      if (head === 'TYPE') types.set(of, rest);
      continue;
    }
    if (line === '# EOF') continue;
    const sample = /^([a-zA-Z_]\w*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/.exec(line);
    assert.ok(sample, `not a sample: ${line}`);
    const [, name = '', pairs = '', value = ''] = sample;
    assert.ok([family, `${family}_info`, `${family}_total`].includes(name), `${name} under ${family}`);
    const labels: Record<string, string> = {};
    for (const [, key = '', escaped = ''] of pairs.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      assert.ok(!(key in labels), `${key} twice: ${line}`);
      labels[key] = escaped.replaceAll(/\\(.)/g, (_, character: string) =>
        character === 'n' ? '\n' : character,
      );
    }
    assert.ok(!Number.isNaN(Number(value)), line);
    samples.push({ name, labels, value: Number(value) });
  }
  const keys = samples.map(seriesKey);
  assert.equal(new Set(keys).size, keys.length, 'a series appears twice');
  return { samples, types };
}

/** Name and labels of a sample, whatever the order of the labels. */
export function seriesKey({ name, labels }: Sample): string {
  return `${name} ${JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}
