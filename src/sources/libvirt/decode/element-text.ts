import { cutText } from '../../../lib/text/cut-text.ts';
import { LIMITS } from '../limits.ts';
import type { Attributes, Place } from './walk-xml.ts';

/** Gathers the text of an element that is only shown, or read as a number. */
export class ElementText {
  readonly place: Place;
  #text = '';
  #attributes: Attributes = {};

  constructor() {
    this.place = {
      open: (attributes) => void (this.#attributes = attributes),
      text: (text) => void (this.#text = cutText(this.#text + text, LIMITS.labelLength)),
    };
  }

  /** Null where it is empty. */
  get text(): string | null {
    return this.#text.trim() || null;
  }

  attribute(name: string): string | null {
    const value = this.#attributes[name];
    return value ? cutText(value, LIMITS.labelLength) : null;
  }
}
