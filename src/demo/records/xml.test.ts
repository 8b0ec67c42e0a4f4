import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SaxesParser } from 'saxes';
import { STATS_GROUP } from '@virtscope/libvirt';
import { parseDomainXml } from '../../sources/libvirt/decode/xml.ts';
import { startTestDemo } from '../test-demo.ts';

/** Elements of a document with their attributes and text; throws if it is not well-formed. */
function parse(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const found: ReturnType<typeof parse> = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) =>
    found.push({ name, attributes: { ...attributes }, text: '' }),
  );
  parser.on('text', (text) => {
    const last = found.at(-1);
    if (last) last.text += text.trim();
  });
  parser.write(xml).close();
  return found;
}

describe('domainXml', () => {
  it('is well-formed and has the right name for every guest', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    for (const domain of await client.listAllDomains()) {
      const elements = parse(await client.domainXml(domain));
      assert.equal(elements.find(({ name }) => name === 'name')!.text, domain.name);
      assert.equal(elements[0]!.attributes['id'] ?? '-1', String(domain.id));
    }
  });

  it('has the devices of bulk statistics in their order', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    demo.server.command('router-01', 'attach');
    const domain = await client.lookupByName('router-01');
    const record = await client.domainGetStats(domain, STATS_GROUP.block | STATS_GROUP.interface);
    const values = (pattern: RegExp) =>
      record!.params.filter(({ field }) => pattern.test(field)).map(({ value }) => value);
    const devices = parse(await client.domainXml(domain))
      .filter(({ name }) => name === 'target')
      .map(({ attributes }) => attributes['dev']);
    assert.deepEqual(devices.slice(0, 4), [...values(/^block\.\d\.name/), ...values(/^net\.\d\.name/)]);
    assert.deepEqual(devices.slice(0, 2), ['vda', 'vdb']);
  });

  it('shows whether the agent is connected', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const channel = async (name: string) => {
      const elements = parse(await client.domainXml(await client.lookupByName(name)));
      return elements.find(({ attributes }) => attributes['name'] === 'org.qemu.guest_agent.0')?.attributes[
        'state'
      ];
    };
    assert.equal(await channel('web-01'), 'connected');
    assert.equal(await channel('golden-image'), undefined);
    demo.server.command('golden-image', 'start');
    assert.equal(await channel('golden-image'), 'disconnected');
    await demo.clock.advance(10_000);
    assert.equal(await channel('golden-image'), 'connected');
    assert.equal(await channel('windows-legacy'), undefined);
  });
});

it('domainXml has the metadata that the call for one element has, under prefixes of its own', async () => {
  await using demo = await startTestDemo();
  await using client = await demo.connect();
  const domain = await client.lookupByName('web-01');
  const { definition } = await parseDomainXml(await client.domainXml(domain));
  const { title, tags, instance, project, os, firmware } = definition;
  assert.deepEqual(
    { title, tags, instance, project, os, firmware },
    { title: 'Shop front end 1', tags: ['prod', 'web'], instance: 'web-01', project: 'shop', os: 'debian 12', firmware: 'BIOS' }, // prettier-ignore
  );
  const element = await client.connection.call('DOMAIN_GET_METADATA', { domain, type: 2, uri: 'urn:virtscope:tags', flags: 0 }); // prettier-ignore
  assert.equal(element.text, '<tags>\n  <tag>prod</tag>\n  <tag>web</tag>\n</tags>');
});
