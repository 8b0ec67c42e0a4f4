import { signal } from '@preact/signals';
import type { Span } from './window.ts';

const key = 'virtscope.ranges';
const most = 8;

/** Ranges that were chosen by name, the newest first; kept in this browser. */
export const recentRanges = signal<readonly Span[]>(remembered());

export function rememberRange({ from, to }: Span): void {
  const others = recentRanges.peek().filter((other) => other.from !== from || other.to !== to);
  recentRanges.value = [{ from, to }, ...others].slice(0, most);
  localStorage.setItem(key, JSON.stringify(recentRanges.value.map((span) => [span.from, span.to])));
}

/** What is stored is believed where it is a list of spans. */
function remembered(): Span[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.slice(0, most).flatMap((one: unknown) => {
      const [from, to] = Array.isArray(one) ? (one as unknown[]) : [];
      const isSpan = Number.isSafeInteger(from) && Number.isSafeInteger(to) && Number(from) > 0;
      return isSpan && Number(to) > Number(from) ? [{ from: Number(from), to: Number(to) }] : [];
    });
  } catch {
    return [];
  }
}
