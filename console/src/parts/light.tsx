import type { JSX } from 'preact';
import type { Light as Which } from '../../../src/model/light.ts';
import { lights } from '../data/light.ts';

/** A light: shape, colour, and a text for screen readers. */
export function Light({ light, word }: { light: Which; word?: string }): JSX.Element {
  return (
    <span class={`light ${light}`}>
      <span aria-hidden="true">{lights[light].shape}</span>
      {word === undefined ? <span class="hidden">{lights[light].word}</span> : ` ${word}`}
    </span>
  );
}
