import type { Page } from 'playwright-core';
import { idOf } from './harness.ts';
import type { Program } from '../program.ts';

/** What a page has as soon as it has been answered. */
export const drawn = '.value, .note, .sentence, pre a';

/** Where nothing is: the browser writes the refusal to its console. */
export const missingAddress = '/no/such/address';

/** Follows a link to an address of the console, as a reader does: only a raw resource loads a document again. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate(`{
    const link = document.body.appendChild(document.createElement('a'));
    link.href = ${JSON.stringify(path)};
    link.click();
    link.remove();
  }`);
  await page.waitForURL((at) => at.pathname + at.search === path);
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))');
  await page.locator(drawn).first().waitFor();
}

/** An address of every other page, and of every state of one that has controls of its own. */
export async function addressesOf(program: Program): Promise<string[]> {
  const id = await idOf(program, 'web-01');
  const mail = await idOf(program, 'mail server');
  return [
    '/',
    '/metrics/VM',
    '/metrics/VM?select=nothing-at-all',
    '/metrics/VM?select=colour:red',
    '/metrics/VM?group=host',
    `/metrics/VM/${id}`,
    `/metrics/VM/${mail}?table=cpu.memory.net.disk`,
    `/metrics/VM/${id}/cpu.usage/instantaneous`,
    `/metrics/VM/compare?ids=${id},${mail}`,
    `/metrics/VM/compare?ids=${id},${mail}&layout=apart`,
    '/metrics/VM/top',
    '/metrics',
    '/metrics/source',
    '/metrics/source/libvirt',
    '/access',
    '/messages',
    '/messages?filter=nothing-at-all',
    '/alarms',
    '/alarms/log',
    '/alarm-rules',
    '/alarm-rules/vm.cpu',
    '/alarm-rules/new',
  ];
}
