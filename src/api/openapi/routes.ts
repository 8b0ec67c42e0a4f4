import type { App } from '../context.ts';
import { answers } from '../http/schema.ts';

/** The description of this API, made of the same schemas that check its requests. */
export function openapiRoute(app: App): void {
  const schema = { summary: 'This description, OpenAPI 3.1', tags: ['status'], response: answers('OpenApi') };
  app.get('/openapi.json', { schema }, () => app.swagger());
  // Made once, before anybody waits: it takes 100 ms.
  app.addHook('onReady', async () => void app.swagger());
}
