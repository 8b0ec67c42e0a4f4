import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SaxesParser } from 'saxes';

import { domainXml } from './domain.ts';
import { planGuests } from './guest.ts';

const COUNTS = { linux: 1, sleepers: 1, workers: 1, paused: 2 };

/** Parses strictly and collects what was opened: how often each element, and every attribute value. */
function parse(xml: string): { elements: Map<string, number>; values: string[] } {
  const elements = new Map<string, number>();
  const values: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => assert.fail(error.message));
  parser.on('opentag', ({ name, attributes }) => {
    elements.set(name, (elements.get(name) ?? 0) + 1);
    values.push(...Object.values(attributes).map(String));
  });
  parser.write(xml).close();
  return { elements, values };
}

test('domainXml gives every guest two disks, a NIC, a balloon that reports and an agent channel', () => {
  for (const guest of planGuests(COUNTS, 'lite', { linux: 'tcg', small: 'kvm' })) {
    const { elements, values } = parse(domainXml(guest, { kernel: '/k', initrd: '/i' }));
    const counts = ['disk', 'interface', 'memballoon', 'stats', 'channel', 'graphics'].map((e) =>
      elements.get(e),
    );
    assert.deepEqual(counts, [2, 1, 1, 1, 1, 1], guest.name);
    assert.ok(values.includes('org.qemu.guest_agent.0') && values.includes('127.0.0.1'), guest.name);
  }
});

test('domainXml escapes the paths it is given', () => {
  const [guest] = planGuests(COUNTS, 'lite', { linux: 'tcg', small: 'kvm' });
  const xml = domainXml(guest!, { kernel: "/a&b/<c>'", initrd: '/i' });
  assert.ok(xml.includes('<kernel>/a&amp;b/&lt;c>&apos;</kernel>'));
  parse(xml);
});
