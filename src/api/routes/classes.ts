import { EntityClass } from '../../model/entity.ts';
import type { App, Services } from '../context.ts';
import { answers } from '../schema.ts';

const descriptions: Readonly<Record<EntityClass, string>> = {
  host: 'machines that run VMs, this one among them',
  VM: 'virtual machines',
  source: 'what is read to know all this',
};

/** Root of the tree of metrics. */
export function classRoutes(app: App, { store }: Services): void {
  const schema = {
    summary: 'Classes of things that have metrics',
    tags: ['metrics'],
    response: answers('Classes'),
  };
  app.get('/metrics', { schema }, () => {
    const classes = Object.values(EntityClass).map((cls) => {
      const about = {
        uri: `/metrics/${cls}`,
        description: descriptions[cls],
        count: store.entities(cls).length,
      };
      return [cls, about] as const;
    });
    return Object.fromEntries(classes);
  });
}
