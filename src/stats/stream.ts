import { EventLoopYielder } from '../lib/async/event-loop-yielder.ts';
import { number } from '../lib/text/json.ts';
import type { Clock } from '../model/clock.ts';
import type { MissingStats, StatsAnswer, StatsRecord } from '../model/stats.ts';
import { flatJson, treeJson } from './json.ts';
import { domainXml, missingXml } from './xml.ts';

/** A way to write an answer down. */
export interface StatsFormat {
  readonly contentType: string;
  head(time: number): string;
  readonly record: (record: StatsRecord) => string;
  readonly separator: string;
  end(missing: readonly MissingStats[]): string;
}

const json = {
  contentType: 'application/json; charset=utf-8',
  head: (time: number) => `{"time":${number(time / 1000)},"domains":[`,
  separator: ',',
  end: (missing: readonly MissingStats[]) =>
    missing.length > 0 ? `],"missing":${JSON.stringify(missing)}}` : ']}',
};

export const statsFormats = {
  tree: { ...json, record: treeJson },
  flat: { ...json, record: flatJson },
  xml: {
    contentType: 'application/xml; charset=utf-8',
    head: () => '<domainstats>',
    record: domainXml,
    separator: '\n',
    end: (missing: readonly MissingStats[]) => `${missing.map(missingXml).join('')}</domainstats>\n`,
  },
} as const satisfies Record<string, StatsFormat>;

const budgetMs = 5;
const chunkLength = 64 * 1024;

/** An answer as chunks of text; the event loop turns every few milliseconds however many VMs are in it. */
export async function* statsChunks(
  answer: StatsAnswer,
  format: StatsFormat,
  clock: Clock,
): AsyncGenerator<string, void, undefined> {
  const yielder = new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
  let text = format.head(answer.time);
  for (const [i, record] of answer.records.entries()) {
    if (i > 0) text += format.separator;
    text += format.record(record);
    if (text.length > chunkLength) {
      yield text;
      text = '';
    }
    if (yielder.isDue()) await yielder.pause();
  }
  yield text + format.end(answer.missing ?? []);
}
