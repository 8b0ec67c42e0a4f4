import type { JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { labelText } from '../../format/labels.ts';

/** What else is known of an entity: its labels. */
export function Labels({ view }: { view: EntityView }): JSX.Element | null {
  const { labels: all = {}, facts = {} } = view.entity.value ?? {};
  // What is a fact too is in the head of the page.
  const labels = Object.entries(all).filter(([name]) => !facts[name]);
  if (labels.length === 0) return null;
  return (
    <section class="block">
      <h2>Labels</h2>
      <dl class="labels">
        {labels.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{labelText(name, value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
