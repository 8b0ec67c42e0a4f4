import type { Page } from 'playwright-core';
import type { Entity } from '../../src/api/wire/entity.ts';
import type { Program } from '../program.ts';

/** Changes what the stream of one entity has first; its values come once and stand still. */
export async function withEntity(
  page: Page,
  program: Program,
  { class: cls, id }: Pick<Entity, 'class' | 'id'>,
  change: (entity: Entity) => void,
): Promise<void> {
  const address = `/metrics/${cls}/${id}`;
  const isOwn = (url: URL): boolean => url.pathname === address;
  await page.route(isOwn, async (route) => {
    if (route.request().resourceType() !== 'eventsource') return route.continue();
    const entity = await program.json<Entity>(cls === 'VM' ? `/vms/${id}` : `/hosts/${id}`);
    const metrics = await program.json<{ name: string; value: number | null }[]>(address);
    change(entity);
    const time = Math.floor(Date.now() / 1000);
    const values = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    const events = { entity, values: { time, values, reasons: {} } };
    const text = Object.entries(events).map(
      ([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
    );
    await route.fulfill({ contentType: 'text/event-stream', body: `retry: 60000\n${text.join('')}` });
    return undefined;
  });
}
