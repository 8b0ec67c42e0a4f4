import { setImmediate } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { LIMITS } from '../limits.ts';

export type Attributes = Readonly<Record<string, string>>;

/** What is done with an element, by where it stands in the document. */
export interface Place {
  readonly open?: (attributes: Attributes) => void;
  readonly text?: (text: string) => void;
  readonly close?: () => void;
  readonly inside?: Places;
}

/** Places inside one, by the name of the element. */
export interface Places {
  get(name: string): Place | undefined;
}

/** By name in a map: an object would have places called `constructor`. */
export function places(byName: Readonly<Record<string, Place>>): Places {
  return new Map(Object.entries(byName));
}

/** By the name without its prefix, which a document chooses freely. */
export function localPlaces(byName: Readonly<Record<string, Place>>): Places {
  const found = places(byName);
  return { get: (name) => found.get(name.slice(name.indexOf(':') + 1)) };
}

/** Characters that are parsed before the event loop may turn: a few milliseconds at worst. */
export const SLICE_LENGTH = 16_384;
const MESSAGE_LENGTH = 200;

/**
 * Leads a parser through a document whose root element is `root`. The work grows with the length of the text and with
 * nothing else: each element is looked up once, in the place that it is in.
 *
 * @param pause called between slices of the text
 * @throws Error when the XML is not well-formed or beyond a limit of {@link LIMITS}
 */
export async function walkXml(
  xml: string,
  root: Place,
  pause: () => Promise<unknown> = setImmediate,
): Promise<void> {
  if (xml.length > LIMITS.xmlLength) fail(`it has more than ${LIMITS.xmlLength} characters`);
  const parser = new SaxesParser();
  /** The places the parser is in; null where nothing is of interest. */
  const path: (Place | null)[] = [];
  let elements = 0;
  let attributesLeft = 0;
  parser.on('error', ({ message }) => fail(message.slice(0, MESSAGE_LENGTH)));
  parser.on('opentagstart', () => {
    attributesLeft = LIMITS.xmlAttributes;
    if (++elements > LIMITS.xmlElements) fail(`it has more than ${LIMITS.xmlElements} elements`);
    if (path.length >= LIMITS.xmlDepth) fail(`it is nested deeper than ${LIMITS.xmlDepth}`);
  });
  parser.on('attribute', () => {
    if (--attributesLeft < 0) fail(`an element has more than ${LIMITS.xmlAttributes} attributes`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const place = path.length === 0 ? root : (path.at(-1)?.inside?.get(name) ?? null);
    path.push(place);
    place?.open?.(attributes);
  });
  parser.on('text', (text) => path.at(-1)?.text?.(text));
  parser.on('closetag', () => path.pop()?.close?.());
  for (let at = 0; at < xml.length; at += SLICE_LENGTH) {
    if (at > 0) await pause();
    parser.write(xml.slice(at, at + SLICE_LENGTH));
  }
  parser.close();
}

function fail(state: string): never {
  throw new Error(`Cannot read domain XML: ${state}`);
}
