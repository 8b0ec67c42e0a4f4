import { computed } from '@preact/signals';
import { query } from '../../view/router.ts';
import { viewportWidth } from '../../view/viewport.ts';
import { isFleet } from '../hosts.ts';
import { defaultColumns, defaultSort, wantsOf } from './fleet-metrics.ts';
import { effective } from '../selector/selected.ts';

const nothing = { metrics: [], facts: [] };

/** Most columns that are read from an address. */
const mostColumns = 40;

const named = computed(
  () => query('columns') ?? defaultColumns(viewportWidth.value, isFleet.value).join(','),
);

/** Columns after the name, as the address has them, else as they fit the window. */
export const columnKeys = computed<readonly string[]>(() =>
  [...new Set(named.value.split(',').filter(Boolean))].slice(0, mostColumns),
);

/** What the table that the address shows is asked for: what is shown, sorted, grouped and selected by. */
export const fleetWants = computed(() => {
  const sort = (query('sort') ?? defaultSort).replace(/^-/, '');
  const group = query('group') === 'tag' ? ['tags'] : [];
  return wantsOf([...columnKeys.value, sort, ...group], effective.value ?? nothing);
});
