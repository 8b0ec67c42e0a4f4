import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entity, Fact } from '../../src/api/wire/entity.ts';
import { overflow, idOf, skip, withConsole } from './harness.ts';
import { withEntity } from './entity.ts';

const day = 86_400;

function known(value: Fact['value'], origin: string | null = 'definition'): Fact {
  return { value, origin, reason: null, time: 0 };
}

function unknown(reason: string): Fact {
  return { value: null, origin: null, reason, time: 0 };
}

/** A machine of which everything is known, but how many snapshots it has. */
function everything(now: number): Entity['facts'] {
  return {
    title: known('The shop window'),
    description: known('Serves <b>the shop</b>.'),
    tags: known(['prod', 'team a']),
    instance: known('web-7'),
    project: known('shop'),
    flavor: known('m1.small'),
    vcpus: known(4),
    maxVcpus: known(8),
    memory: known(2 ** 33),
    maxMemory: known(2 ** 33),
    firmware: known('UEFI'),
    machineType: known('q35'),
    os: known('Debian GNU/Linux 12', 'guest agent'),
    hostname: known('shop-1', 'guest agent'),
    addresses: known(['10.0.0.5', '10.0.0.6', 'fd00::5', 'fd00::6'], 'DHCP leases'),
    autostart: known(true),
    started: known(now - 3 * day - 7200),
    snapshots: unknown('the daemon has no such call'),
    oldestSnapshot: unknown('the daemon has no such call'),
    job: known('backup'),
    jobProgress: known(0.42),
  };
}

const screens = [
  { name: '1440', options: { viewport: { width: 1440, height: 900 } } },
  { name: '360', options: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } },
] as const;

describe('browser: head of a machine', { skip }, () => {
  for (const { name, options } of screens) {
    it(`shows what the machine is, with origins and reasons, as text (${name})`, async () => {
      await withConsole(
        async ({ page, url, program, screenshot }) => {
          const id = await idOf(program, 'web-01');
          await withEntity(page, program, { class: 'VM', id }, (entity) => {
            entity.facts = everything(Date.now() / 1000);
            entity.state = 'running';
            entity.condition = null;
          });
          await page.goto(`${url}/metrics/VM/${id}`);
          const head = page.locator('.entity-header');
          const facts = head.getByRole('list', { name: 'what it is' });
          await facts.waitFor();
          const items = (await facts.getByRole('listitem').allInnerTexts()).map((item) =>
            item.replaceAll('\u00a0', ' '),
          );
          assert.deepEqual(items, [
            '4 of 8 vCPUs',
            '8.0 GiB memory',
            'Debian GNU/Linux 12 host name shop-1',
            '10.0.0.5, 10.0.0.6, fd00::5 and 1 more DHCP leases',
            'q35, UEFI',
            'autostart',
            'backup  42 %',
            'instance web-7, project shop, flavor m1.small',
            'prod',
            'team a',
            'snapshots: – (the daemon has no such call)',
            'Serves <b>the shop</b>.',
          ]);
          assert.match(await head.innerText(), /web-01\s+The shop window[^]*running[^]*, up 3\sd 2\sh/);
          assert.equal(await head.getByRole('progressbar').getAttribute('value'), '0.42');
          assert.equal(
            await head.getByRole('link', { name: 'team a' }).getAttribute('href'),
            '/metrics/VM?select=tag%3A%22team%20a%22',
          );
          assert.equal(await overflow(page), 0);
          await screenshot(`machine-head-${name}`);
        },
        { context: options },
      );
    });
  }

  it('takes no room for what is not known yet and what there is none of', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      await withEntity(page, program, { class: 'VM', id }, (entity) => {
        entity.facts = { vcpus: known(1), job: known(null), tags: known([]), snapshots: known(0) };
        Object.assign(entity, { state: 'running', condition: null, stateAtLeast: true });
        // Half a minute from another text, for a clock that is not the server's.
        entity.stateSince = Date.now() / 1000 - 630;
      });
      await page.goto(`${url}/metrics/VM/${id}`);
      const facts = page.getByRole('list', { name: 'what it is' }).getByRole('listitem');
      await facts.first().waitFor();
      assert.deepEqual(await facts.allInnerTexts(), ['1\u00a0vCPU']);
      assert.match(await page.locator('.entity-header').innerText(), /running, up at least 10\smin/);
    });
  });

  it('has in bold what is true: a machine that does not answer is not running, and that is said once', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      const id = await idOf(program, 'web-01');
      await withEntity(page, program, { class: 'VM', id }, (entity) => {
        // Half a minute from another text, for a slow machine.
        const since = Date.now() / 1000 - 11_430;
        Object.assign(entity, { state: 'running', stateReason: 'booted', stateText: null });
        entity.condition = {
          kind: 'stuck',
          since,
          atLeast: false,
          age: 11_430,
          reason: 'QEMU does not answer its monitor',
        };
      });
      await page.goto(`${url}/metrics/VM/${id}`);
      const head = page.locator('.entity-header');
      await head.locator('b').getByText('not answering').waitFor();
      assert.equal(await head.locator('b').count(), 1);
      assert.match(await head.innerText(), /not answering, was running before/);
      const alert = page.getByRole('alert');
      assert.equal(await alert.count(), 1);
      assert.match(
        await alert.innerText(),
        /■\s+red\s+QEMU does not answer its monitor\.\s+since .*\(3\sh 10\smin\)/,
      );
      await screenshot('machine-stuck');
    });
  });
});
