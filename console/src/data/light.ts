import type { Light } from '../../../src/model/light.ts';

export { conditionWord, stateWord } from '../../../src/model/text/state-word.ts';

/** How each light is drawn. A machine that is off has none: being off is normal. */
export const lights: Readonly<Record<Light, { readonly shape: string; readonly word: string }>> = {
  red: { shape: '■', word: 'red' },
  amber: { shape: '▲', word: 'amber' },
  unknown: { shape: '○', word: 'unknown' },
  ok: { shape: '●', word: 'ok' },
  off: { shape: '·', word: 'off' },
};
