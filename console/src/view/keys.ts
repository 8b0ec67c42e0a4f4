import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** What a page or part can do, declared once: its key acts, and help and palette list it under its name. */
export interface Command {
  /** As `KeyboardEvent.key` has it; `g h` is one key after the other, `Ctrl+k` acts while one types, too. */
  readonly key: string;
  /** Another key for the same. */
  readonly also?: string;
  readonly name: string;
  readonly run: () => void;
  /** It opens a page. */
  readonly isPage?: true;
}

/** What Macs have for Ctrl. */
const isMac = navigator.platform.startsWith('Mac');
export const ctrl = isMac ? '⌘' : 'Ctrl';

export const hasCtrl = (event: KeyboardEvent): boolean => event[isMac ? 'metaKey' : 'ctrlKey'];

const key = 'virtscope.keys';
const layers: { current: readonly Command[] }[] = [];
let prefix = '';
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

/** Whether single keys act at all: speech input types letters, so they can be switched off (WCAG 2.1.4). */
export const keysOn = signal(localStorage.getItem(key) !== 'off');

export function setKeysOn(on: boolean): void {
  keysOn.value = on;
  localStorage.setItem(key, on ? 'on' : 'off');
}

/** Commands of a page or part while it is shown; of two with one key the newer acts. */
export function useCommands(commands: readonly Command[]): void {
  const layer = useRef(commands);
  layer.current = commands;
  // Before the paint: a key acts as soon as what it belongs to can be seen.
  useLayoutEffect(() => {
    layers.push(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, []);
}

/** The commands of all that is shown. */
export function shownCommands(): Command[] {
  return layers.flatMap(({ current }) => current);
}

/** The tooltip of a control that does the same as a key. */
export const hint = (command: Command): string => `${command.name} ( ${command.key} )`;

export function startKeys(): void {
  document.addEventListener('keydown', (event) => {
    const withCtrl = hasCtrl(event);
    if (event.defaultPrevented || event.altKey || document.querySelector('dialog[open]')) return;
    if (!withCtrl && (event.ctrlKey || event.metaKey || !keysOn.value || typing(event.target))) return;
    const name = (prefix && `${prefix} `) + (withCtrl ? 'Ctrl+' : '') + event.key;
    clearTimeout(prefixTimer);
    prefix = '';
    const all = shownCommands();
    const command = all.findLast((one) => one.key === name || one.also === name);
    if (command) {
      event.preventDefault();
      command.run();
    } else if (all.some((one) => one.key.startsWith(`${name} `))) {
      prefix = name;
      prefixTimer = setTimeout(() => (prefix = ''), 1500);
    }
  });
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
