import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { SLICE_LENGTH, walkXml, type Place } from './walk-xml.ts';

/** A place of any depth that counts what is done: look-ups, openings, closings and characters of text. */
function countingPlace() {
  const steps = { lookUps: 0, opened: 0, closed: 0, characters: 0, pauses: 0 };
  class CountingMap extends Map<string, Place> {
    override get(): Place {
      steps.lookUps++;
      return place;
    }
  }
  const place: Place = {
    open: () => void steps.opened++,
    close: () => void steps.closed++,
    text: (text) => void (steps.characters += text.length),
    inside: new CountingMap(),
  };
  return { place, steps, pause: async () => void steps.pauses++ };
}

interface Node {
  readonly text: string;
  readonly children: readonly Node[];
}

const words = fc.stringMatching(/^[a-z]{0,30}$/);
const node: fc.Memo<Node> = fc.memo<Node>((depth) => {
  const children = depth > 1 ? fc.array(node(), { maxLength: 3 }) : fc.constant([]);
  return fc.record({ text: words, children });
});

const write = ({ text, children }: Node): string => `<a>${text}${children.map(write).join('')}</a>`;
const count = ({ children }: Node): number => children.reduce((sum, child) => sum + count(child), 1);
const textOf = ({ text, children }: Node): number =>
  children.reduce((sum, child) => sum + textOf(child), text.length);

describe('walkXml', () => {
  it('takes one look-up an element, however deep it is', async () => {
    await fc.assert(
      fc.asyncProperty(node(7), async (root) => {
        const { place, steps, pause } = countingPlace();
        const xml = write(root);
        await walkXml(xml, place, pause);
        const elements = count(root);
        assert.deepEqual(steps, {
          lookUps: elements - 1,
          opened: elements,
          closed: elements,
          characters: textOf(root),
          pauses: Math.ceil(xml.length / SLICE_LENGTH) - 1,
        });
      }),
    );
  });

  it('takes the same steps for a deep document as for a flat one', async () => {
    const [deep, flat] = [countingPlace(), countingPlace()];
    const row = `${'<a>'.repeat(63)}${'</a>'.repeat(63)}`;
    await walkXml(`<a>${row.repeat(100)}</a>`, deep.place, deep.pause);
    await walkXml(`<a>${'<a></a>'.repeat(6300)}</a>`, flat.place, flat.pause);
    assert.deepEqual(deep.steps, flat.steps);
  });

  it('lets the event loop turn after every slice', async () => {
    const { place, steps, pause } = countingPlace();
    await walkXml(`<a>${'x'.repeat(SLICE_LENGTH * 10)}</a>`, place, pause);
    assert.equal(steps.pauses, 10);
  });
});
