import { columns } from './columns.ts';
import type { Order } from './rows.ts';
import { readSelector } from './selection.ts';

/** What the person at the keyboard has chosen. */
export interface View extends Order {
  /** The selector as it is typed. */
  readonly filter: string;
  /** The last one that could be read: its rows are shown. */
  readonly applied: string;
  /** The filter is being typed. */
  readonly isTyping: boolean;
  /** First row shown. */
  readonly scroll: number;
  /** The screen stands still while reading goes on. */
  readonly isFrozen: boolean;
  readonly isHelp: boolean;
}

export const initialView: View = {
  sort: 'cpu',
  reverse: false,
  filter: '',
  applied: '',
  isTyping: false,
  scroll: 0,
  isFrozen: false,
  isHelp: false,
};

/** A key as node:readline reports it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/** Every key and what it does: the help page and docs/reference/cli.md. */
export const keyHelp: readonly (readonly [keys: string, does: string])[] = [
  ['c', 'sort by processor time'],
  ['m', 'sort by memory on the host'],
  ['M', 'sort by memory in the guest'],
  ['d', 'sort by disk traffic, read and written'],
  ['n', 'sort by network traffic, received and sent'],
  ['s', 'sort by steal: time a VM waited for a processor'],
  ['v', 'sort by the number of processors'],
  ['S', 'sort by state'],
  ['A', 'sort by age'],
  ['a', 'sort by name'],
  ['r', 'reverse the order'],
  ['/', 'only VMs that a selector asks for, such as web, is:off, cpu>80%; Enter keeps it, Esc clears it'],
  ['space', 'freeze the screen; reading goes on'],
  ['↑ ↓ k j', 'scroll by a row'],
  ['PgUp PgDn', 'scroll by a page'],
  ['Home g, End G', 'first and last row'],
  ['?', 'this list'],
  ['q', 'quit'],
];

const sortKeys = new Map(
  columns.flatMap(({ key, name }) => (key === undefined ? [] : [[key, name] as const])),
);

/** The view after a key, or null to quit. @param page rows that fit the screen. */
export function press(view: View, key: Key, page: number): View | null {
  if (key.ctrl && key.name === 'c') return null;
  if (view.isTyping) return type(view, key);
  const { sequence = '', name = '' } = key;
  if (view.isHelp) return sequence === 'q' ? null : { ...view, isHelp: false };
  const sort = sortKeys.get(sequence);
  if (sort !== undefined) return { ...view, sort, reverse: false, scroll: 0 };
  const scrollTo = (scroll: number): View => ({ ...view, scroll: Math.max(0, scroll) });
  switch (sequence) {
    case 'q':
      return null;
    case 'r':
      return { ...view, reverse: !view.reverse, scroll: 0 };
    case '/':
      return { ...view, isTyping: true, filter: '', applied: '', scroll: 0 };
    case ' ':
      return { ...view, isFrozen: !view.isFrozen };
    case '?':
      return { ...view, isHelp: true };
    case 'k':
      return scrollTo(view.scroll - 1);
    case 'j':
      return scrollTo(view.scroll + 1);
    case 'g':
      return scrollTo(0);
    case 'G':
      return scrollTo(Infinity);
    default:
  }
  switch (name) {
    case 'escape':
      return { ...view, filter: '', applied: '', scroll: 0 };
    case 'up':
      return scrollTo(view.scroll - 1);
    case 'down':
      return scrollTo(view.scroll + 1);
    case 'pageup':
      return scrollTo(view.scroll - page);
    case 'pagedown':
      return scrollTo(view.scroll + page);
    case 'home':
      return scrollTo(0);
    case 'end':
      return scrollTo(Infinity);
    default:
      return view;
  }
}

const maxFilter = 256;

function type(view: View, { name, sequence = '', ctrl }: Key): View {
  if (name === 'return' || name === 'enter') return { ...view, isTyping: false };
  if (name === 'escape') return { ...view, isTyping: false, filter: '', applied: '' };
  if (name === 'backspace') return typed(view, view.filter.replace(/.$/u, ''));
  // A pasted text comes as one sequence for each character; a function key has a control character in it.
  if (ctrl || /\p{Cc}/u.test(sequence)) return view;
  return typed(view, (view.filter + sequence).slice(0, maxFilter));
}

function typed(view: View, filter: string): View {
  const applied = readSelector(filter).selector ? filter : view.applied;
  return { ...view, filter, applied, scroll: 0 };
}
