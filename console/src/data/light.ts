import type { Condition } from '../../../src/api/wire/entity.ts';

/** The four lights. A machine that is off has none: being off is normal. */
export const lights = {
  red: { shape: '■', word: 'red' },
  amber: { shape: '▲', word: 'amber' },
  unknown: { shape: '○', word: 'unknown' },
  ok: { shape: '●', word: 'ok' },
  off: { shape: '·', word: 'off' },
} as const;
export type Light = keyof typeof lights;

const off = new Set(['shutoff', 'shutdown', 'pmsuspended', 'gone']);

/** The one place that judges a machine: table, counts and banners all ask here. */
export function lightOf(state: string, condition: Condition | null): Light {
  if (condition) {
    switch (condition.kind) {
      case 'stuck':
      case 'failed':
        return 'red';
      case 'busy':
        return 'amber';
      case 'unreachable':
        return 'unknown';
    }
  }
  if (state === 'crashed') return 'red';
  if (state === 'unknown' || state === 'nostate') return 'unknown';
  return off.has(state) ? 'off' : 'ok';
}

const words: Readonly<Record<string, string>> = {
  shutoff: 'off',
  shutdown: 'shutting down',
  pmsuspended: 'suspended',
  nostate: 'no state',
};

/** A state in a person's word. */
export function stateWord(state: string): string {
  return words[state] ?? state;
}
