import type { Entity } from '../../model/entity.ts';
import { isRaised, type AlarmLight } from '../evaluate/light.ts';

/** How long an alarm would have been amber or red. Epoch ms. */
export interface Span {
  readonly entity: Entity;
  /** '' where it is about the whole entity. */
  readonly instance: string;
  readonly light: 'amber' | 'red';
  readonly start: number;
  readonly end: number;
}

/** More is counted and not kept. */
export const MAX_SPANS = 1000;

/** Collects the spans in which alarms are amber or red. */
export class SpanList {
  readonly spans: Span[] = [];
  /** How often an alarm was amber, how often red, and how often it was raised from neither. */
  readonly counts = { amber: 0, red: 0, raised: 0 };
  readonly #open = new Map<string, Omit<Span, 'end'>>();

  change(entity: Entity, instance: string, to: AlarmLight, time: number): void {
    const key = `${entity.id} ${instance}`;
    const before = this.#open.get(key);
    if (before) this.#close(before, time);
    this.#open.delete(key);
    if (!isRaised(to)) return;
    this.counts[to]++;
    if (!before) this.counts.raised++;
    this.#open.set(key, { entity, instance, light: to, start: time });
  }

  /** Ends what is still raised. */
  end(time: number): void {
    for (const span of this.#open.values()) this.#close(span, time);
    this.#open.clear();
  }

  #close(span: Omit<Span, 'end'>, end: number): void {
    if (this.spans.length < MAX_SPANS) this.spans.push({ ...span, end });
  }
}
