import type { JSX } from 'preact';
import { groupings } from '../../../data/table/groups.ts';
import { lazy } from '../../../lazy.tsx';
import { choosing, isChoosing } from '../../../view/chosen.ts';
import { query, setQuery } from '../../../view/router.ts';
import { fleetRequest } from '../../curl/fleet-request.ts';
import { Menu } from '../../menu.tsx';
import { Chosen } from '../chosen.tsx';

// Not of lazily.ts, which leads here.
const ColumnChooser = lazy(async () => import('./column-chooser.tsx'), 'ColumnChooser');
const CopyCurl = lazy(async () => import('../../curl/copy-curl.tsx'), 'CopyCurl');
const Views = lazy(async () => import('./views.tsx'), 'Views');

/** Above the table: how much of it is shown, what is chosen, and how it is shown. */
export function TableBar({ shown, all }: { shown: number; all: number }): JSX.Element {
  return (
    <>
      <span role="status">
        {shown < all && `${shown.toLocaleString('en')} of ${all.toLocaleString('en')}`}
      </span>
      <Chosen />
      <span class="space" />
      <CopyCurl requests={() => [fleetRequest()]} />
      <button
        type="button"
        class="quiet"
        aria-pressed={isChoosing.value}
        title="choose machines to compare ( x )"
        onClick={() => (choosing.value = !choosing.value)}
      >
        choose
      </button>
      <label>
        <span>group</span>{' '}
        <select
          aria-label="group by"
          value={query('group') ?? ''}
          onChange={({ currentTarget: { value } }) => setQuery({ group: value || null }, true)}
        >
          <option value="">none</option>
          {groupings.map((by) => (
            <option key={by} value={by}>
              {by}
            </option>
          ))}
        </select>
      </label>
      <Menu label="columns" title="choose columns">
        <ColumnChooser />
      </Menu>
      <Menu label="views" title="selector, order, columns and groups, kept under a name">
        <Views />
      </Menu>
    </>
  );
}
