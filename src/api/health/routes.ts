import { InputError } from '../../model/error.ts';
import type { App, Services } from '../context.ts';
import { answers } from '../http/schema.ts';

export function healthRoutes(app: App, services: Services): void {
  const tags = ['status'];
  const response = answers('Health');
  app.get('/healthz', { schema: { summary: 'The process turns', tags, response } }, () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { summary: 'Every source has been asked once', tags, response } }, () => {
    const waiting = services.sources().filter(({ name }) => services.store.batchTime(name) === null);
    if (waiting.length > 0) {
      const names = waiting.map(({ name }) => name).join(', ');
      throw new InputError('SOURCE_UNAVAILABLE', `Cannot answer yet: ${names} not read so far`);
    }
    return { status: 'ready' };
  });
}
