import type { Table } from '../../../../src/api/wire/table.ts';
import { entityClasses, CLASSES } from '../../../../src/model/classes.ts';
import { uriOf } from '../../data/api.ts';
import { hosts } from '../../data/hosts.ts';
import { hasWords } from '../../format/has-words.ts';
import { keysOn, type Command } from '../../view/keys.ts';
import { recentChoices } from '../../view/recent-choices.ts';
import { go } from '../../view/router.ts';
import { savedViews, viewUri } from '../../view/saved-views.ts';
import { Key } from '../key.tsx';
import { hostRow, machineRow, type Results } from '../search/results.tsx';
import type { Row } from '../search/row.tsx';

/** Rows of one kind. */
export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What has the words of a text, by kind; without a text what was chosen lately, pages and commands. */
export function groupsOf(
  text: string,
  { machines, hosts: found }: Results,
  commands: readonly Command[],
  table: Table | null,
): Group[] {
  const accept = hasWords(text);
  const pages = [...commands.filter(({ isPage }) => isPage).map(ofCommand), ...otherPages()];
  const others = commands.filter(({ isPage }) => !isPage).map(ofCommand);
  const recent = text.trim() === '' ? recentRows([...pages, ...others], table) : [];
  const groups: Group[] = [
    { title: 'Recent', rows: recent },
    { title: 'Machines', rows: machines },
    { title: 'Hosts', rows: found },
    { title: 'Pages', rows: pages.filter(({ name }) => accept(name)) },
    { title: 'Commands', rows: others.filter(({ name }) => accept(name)) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

interface NamedRow extends Row {
  readonly name: string;
}

function ofCommand({ key, name, run }: Command): NamedRow {
  const content = (
    <>
      <b>{name}</b> {keysOn.value && <Key name={key} />}
    </>
  );
  return { key: `key ${key}`, name, choose: run, content };
}

/** Views that were saved, and the lists of classes that have no page of their own. */
function otherPages(): NamedRow[] {
  const views = savedViews.value.map((view) => page(viewUri(view), view.name, 'view of the machines'));
  const classes = entityClasses.filter((cls) => cls !== 'VM');
  return [
    ...views,
    ...classes.map((cls) => page(uriOf(cls), `all of class ${cls}`, CLASSES[cls].description)),
  ];
}

function page(uri: string, name: string, description: string): NamedRow {
  const content = (
    <>
      <b>{name}</b> <span class="unit">{description}</span>
    </>
  );
  return { key: uri, name: `${name} ${description}`, choose: () => go(uri), content };
}

/** Of what was chosen lately that which is still there. */
function recentRows(known: readonly Row[], table: Table | null): Row[] {
  return recentChoices.value.flatMap((choice) => {
    const row = known.find(({ key }) => key === choice);
    if (row) return row;
    const host = hosts.value?.find(({ id }) => id === choice);
    if (host) return hostRow(host);
    const place = table?.ids.indexOf(choice) ?? -1;
    return table && place >= 0 ? machineRow(table, place) : [];
  });
}
