import { entityClasses, type EntityClass } from '../../model/classes.ts';
import { labelText, stateFamiliesOf, type StateFamily } from '../../prometheus/mod.ts';
import { remoteWriteMetrics, type RemoteWriteStatus } from '../../remote/write/mod.ts';
import type { Services } from '../context.ts';
import { alertsBlock, alertsOf, lightBlock } from './alerts.ts';
import { scrapeYielder, writeBlock, type Block } from './block.ts';
import type { Format } from './format.ts';
import { plan, subjectsOf, type Samples, type Subject } from './plan.ts';

export { openMetrics, textFormat, type Format } from './format.ts';
export { exporterExposition, exporterStats } from './libvirt.ts';

/**
 * The newest value of every series as chunks of text. Values are those of the moment their class is begun, unknown
 * ones are left out, and the event loop turns every few milliseconds however many series there are.
 */
export async function* exposition(
  services: Services,
  format: Format,
): AsyncGenerator<string, void, undefined> {
  const yielder = scrapeYielder(services.clock);
  for (const cls of entityClasses) {
    const subjects = await subjectsOf(services.store, cls, yielder);
    for (const block of stateBlocks(services, cls, subjects, format)) yield* writeBlock(block, yielder);
    yield* writeBlock(lightBlock(services, cls, subjects, format), yielder);
    const { families, extras } = await plan(cls, subjects, yielder);
    for (const samples of families) yield* writeBlock(valueBlock(samples, subjects, extras, format), yielder);
  }
  yield* writeBlock(alertsBlock(await alertsOf(services.alarms, yielder), format), yielder);
  for (const block of remoteWriteBlocks(services, format)) yield* writeBlock(block, yielder);
  yield* writeBlock(certificateBlock(services, format), yielder);
  yield* writeBlock(unhandledBlock(services, format), yielder);
  if (format.end) yield format.end;
}

function valueBlock(
  samples: Samples,
  subjects: readonly Subject[],
  extras: readonly string[],
  format: Format,
): Block {
  const { name } = samples.family;
  return {
    head: format.head(samples.family),
    count: samples.slots.length,
    sample(i) {
      const { labels, row } = subjects[samples.subjects.at(i)] as Subject;
      const value = row?.values[samples.slots.at(i)] ?? Number.NaN;
      return Number.isFinite(value) ? `${name}{${labels}${extras[samples.extras.at(i)]}} ${value}\n` : '';
    },
  };
}

/** State and info families of a class: what its entities have besides values. */
function stateBlocks(
  services: Services,
  cls: EntityClass,
  subjects: readonly Subject[],
  format: Format,
): Block[] {
  const blocks = stateFamiliesOf(cls).map((family) => stateBlock(family, subjects, format));
  if (cls !== 'source') return blocks;
  const sources = gaugeBlock(
    'virtscope_source_up',
    'Whether a source can be read',
    services.sources(),
    format,
    (source) => {
      const { id, name, kind, target, up } = source;
      return `{${labelText([['id', id], ['name', name], ['kind', kind], ['target', target]])}} ${up ? 1 : 0}`; // prettier-ignore
    },
  );
  return [...blocks, sources];
}

/** How writing to each receiver goes, a block for each number. */
function remoteWriteBlocks(services: Services, format: Format): Block[] {
  const receivers = services.remoteWrite();
  return remoteWriteMetrics.map(({ name, kind, help, value: valueOf }) => {
    const isCounter = kind === 'counter';
    const unit = name.endsWith('_seconds') ? 'seconds' : null;
    return {
      head: isCounter ? format.counterHead(name, help) : format.head({ name, unit, help }),
      count: receivers.length,
      sample(i) {
        const status = receivers[i] as RemoteWriteStatus;
        const value = valueOf(status);
        const labels = labelText([['receiver', status.name]]);
        return value === null ? '' : `${name}${isCounter ? '_total' : ''}{${labels}} ${value}\n`;
      },
    };
  });
}

/** Nothing where the server does not encrypt. */
function certificateBlock({ certificate }: Services, format: Format): Block {
  const name = 'virtscope_certificate_expiry_timestamp_seconds';
  return {
    head: format.head({ name, unit: 'seconds', help: 'When the certificate of the server expires' }),
    count: certificate ? 1 : 0,
    sample: () => (certificate ? `${name} ${certificate.current.expiresAt / 1000}\n` : ''),
  };
}

/** Zero while there is no bug: an alert rule needs the series before its first increase. */
function unhandledBlock(services: Services, format: Format): Block {
  const name = 'virtscope_unhandled_rejections';
  return {
    head: format.counterHead(name, 'Bugs that reached the process handler since the start'),
    count: 1,
    sample: () => `${name}_total ${services.unhandledRejections()}\n`,
  };
}

function stateBlock(
  { kind, name, help, sample }: StateFamily,
  subjects: readonly Subject[],
  format: Format,
): Block {
  const isInfo = kind === 'info';
  return {
    head: isInfo ? format.infoHead(name, help) : format.head({ name, unit: null, help }),
    count: subjects.length,
    sample(i) {
      const { labels, entity, hostName } = subjects[i] as Subject;
      const { labels: more, value } = sample(entity, hostName);
      return `${name}${isInfo ? '_info' : ''}{${[labels, labelText(more)].filter(Boolean).join(',')}} ${value}\n`;
    },
  };
}

function gaugeBlock<T>(
  name: string,
  help: string,
  of: readonly T[],
  format: Format,
  sample: (one: T) => string,
): Block {
  const head = format.head({ name, unit: null, help });
  return { head, count: of.length, sample: (i) => `${name}${sample(of[i] as T)}\n` };
}
