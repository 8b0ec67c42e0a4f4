import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idOf, skip, withConsole } from './harness.ts';
import { withEntity } from './entity.ts';

describe('browser: units', { skip }, () => {
  it('shows networks in bits or bytes, by one switch, in legends, charts and tables, also on the next visit', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      const legend = page.locator('[data-chart=net] .legend');
      const row = page.getByRole('region', { name: 'Interfaces' }).locator('tbody tr').first();
      await legend
        .getByText(/[\d<]\s[kM]?b\/s/)
        .first()
        .waitFor();
      assert.match(await row.innerText(), /[\d<]\s[kM]?b\/s/);
      await page.getByRole('button', { name: /show networks in bytes/ }).click();
      await legend
        .getByText(/[\d<]\s[kM]?B\/s/)
        .first()
        .waitFor();
      assert.match(await row.innerText(), /[\d<]\s[kM]?B\/s/);
      const title = await legend.locator('.value').first().getAttribute('title');
      assert.match(title ?? '', /^(about )?[\d,.]+ bytes\/s$/);
      await page.reload();
      await legend
        .getByText(/[\d<]\s[kM]?B\/s/)
        .first()
        .waitFor();
      await page.keyboard.press('b');
      await legend
        .getByText(/[\d<]\s[kM]?b\/s/)
        .first()
        .waitFor();
    });
  });

  it('has disks with bus, size, allocated and path, of a machine that is off too, and interfaces by the name people know', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      const mac = '52:54:00:aa:bb:cc';
      await withEntity(page, program, { class: 'VM', id }, (entity) => {
        const disk = {
          bus: 'virtio',
          source: '/images/<b>.qcow2',
          bytes: String(2 ** 34),
          allocatedBytes: String(2 ** 30),
        };
        const net = { mac, ifname: 'vnet3', model: 'virtio', bridge: 'br0', link: 'up' };
        entity.devices = [
          { kind: 'disk', key: 'vdz', labels: disk },
          { kind: 'net', key: '525400aabbcc', labels: net },
        ];
      });
      await page.goto(`${url}/metrics/VM/${id}`);
      const textOf = async (name: string, place: string): Promise<string[]> => {
        const cells = page.getByRole('region', { name }).locator(place).locator('th, td');
        await cells.first().waitFor();
        return (await cells.allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' ').trim());
      };
      assert.deepEqual((await textOf('Disks', 'thead')).slice(0, 4), ['device', 'bus', 'size', 'allocated']);
      const disks = await textOf('Disks', 'tbody');
      assert.deepEqual(disks.slice(0, 4), ['vdz', 'virtio', '16.0 GiB', '1.0 GiB']);
      assert.ok(disks.includes('/images/<b>.qcow2'));
      assert.deepEqual((await textOf('Interfaces', 'tbody')).slice(0, 4), [
        `vnet3 ${mac}`,
        'virtio',
        'br0',
        'up',
      ]);
    });
  });
});
