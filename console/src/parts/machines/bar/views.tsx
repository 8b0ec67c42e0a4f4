import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { search } from '../../../view/router.ts';
import { removeView, savedViews, saveView, viewSearch, viewUri } from '../../../view/saved-views.ts';

/** Views that this browser keeps, and a field to keep this one. */
export function Views(): JSX.Element {
  const [name, setName] = useState('');
  const here = viewSearch(search.value);
  const save = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    saveView(name, here);
    setName('');
  };
  return (
    <div class="views">
      {savedViews.value.length === 0 && (
        <p class="note">A view is the selector, order, columns and groups of this address under a name.</p>
      )}
      <ul aria-label="saved views">
        {savedViews.value.map((view) => (
          <li key={view.name}>
            <a href={viewUri(view)} aria-current={view.search === here ? 'true' : undefined}>
              {view.name}
            </a>
            <button type="button" class="quiet" title="remove" onClick={() => removeView(view.name)}>
              <span aria-hidden="true">✕</span>
              <span class="hidden">remove {view.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={save}>
        <input
          aria-label="name of this view"
          placeholder="name of this view"
          maxLength={60}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />{' '}
        <button>save</button>
      </form>
    </div>
  );
}
