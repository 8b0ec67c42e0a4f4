import type { App, Services } from '../context.ts';
import { answers, only } from '../schema.ts';

export function statusRoutes(app: App, services: Services): void {
  const schema = {
    summary: 'The program and its sources',
    tags: ['status'],
    querystring: only({}),
    response: answers('Status'),
  };
  app.get('/status', { schema }, () => {
    const { version, demo, startedAt, clock, stepMs, lookedFor } = services;
    const sources = services
      .sources()
      .map(({ name, kind, target, demo: isDemo, up, reason, since, stuckCalls }) => {
        return { name, kind, target, demo: isDemo, up, reason, since: since / 1000, stuckCalls };
      });
    const now = clock.now() / 1000;
    return { version, demo, startedAt: startedAt / 1000, now, step: stepMs / 1000, sources, lookedFor };
  });
}
