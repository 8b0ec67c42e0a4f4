import { computed } from '@preact/signals';
import { unexplained } from './columns.ts';
import { status } from './status.ts';
import { Reason, reasonCode } from '../../../src/model/reason.ts';

/** Rows carry this code themselves, except rows that are longer than virtscope was stopped. */
export const beforeStart = reasonCode(Reason.away);

/** Reasons that the console finds itself: answers have only the rows that are kept. */
export const notKept = 'not-kept';
export const beforeHistory = 'before-history';
const ownSentences = new Map([
  [unexplained, 'not known; the page of the machine says why'],
  [notKept, 'older than what is kept'],
  [beforeHistory, 'before history begins'],
]);

/** What a person can do about it, for the reasons where something can be done. */
const remedies: Readonly<Record<string, string>> = {
  'no-balloon-report':
    'Set the period (virsh dommemstat NAME --period 5 --live) or give the guest a balloon driver.',
  'stale-balloon-report': 'Look at the balloon driver inside the guest.',
  'monitor-busy': 'Look for a running job: virsh domjobinfo NAME.',
  stuck: 'Look at its QEMU process on the host: stopped, or waiting for storage?',
  unreachable: 'Look at the hypervisor daemon and at the way to it.',
};

/** A text, so that what was drawn with the sentences is drawn again only when one changes. */
const asText = computed(() => {
  const { sentences, sources = [] } = status.value ?? {};
  return JSON.stringify([['', sentences ?? {}], ...sources.map((source) => [source.id, source.sentences])]);
});
/** By the id of the source, those of any source under an empty one. */
const bySource = computed(
  () => new Map(JSON.parse(asText.value) as [id: string, own: Readonly<Record<string, string>>][]),
);

/**
 * The sentence behind a reason code of the API, as the source of the entity has it; the code itself where this console is
 * older than the server.
 *
 * @param source null where entities of several are meant, or it is not known.
 */
export function sentence(code: string, source: string | null): string {
  const from = (id: string): string | undefined => bySource.value.get(id)?.[code];
  return from(source ?? '') ?? from('') ?? ownSentences.get(code) ?? code.replaceAll('-', ' ');
}

export function remedy(code: string): string | null {
  return remedies[code] ?? null;
}
