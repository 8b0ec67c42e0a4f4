import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

export type Bindings = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const key = 'virtscope.keys';
const layers: { current: Bindings }[] = [];
let prefix = '';
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

/** Whether single keys act at all: speech input types letters, so they can be switched off (WCAG 2.1.4). */
export const keysOn = signal(localStorage.getItem(key) !== 'off');

export function setKeysOn(on: boolean): void {
  keysOn.value = on;
  localStorage.setItem(key, on ? 'on' : 'off');
}

/** Keys of a page or part while it is shown; the newest layer wins. `g h` is written with a space. */
export function useKeys(bindings: Bindings): void {
  const layer = useRef(bindings);
  layer.current = bindings;
  // Before the paint: a key acts as soon as what it belongs to can be seen.
  useLayoutEffect(() => {
    layers.push(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, []);
}

export function startKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!keysOn.value || typing(event.target) || document.querySelector('dialog[open]')) return;
    const name = prefix ? `${prefix} ${event.key}` : event.key;
    clearTimeout(prefixTimer);
    prefix = '';
    const action = layers.findLast((layer) => layer.current[name])?.current[name];
    if (action) {
      event.preventDefault();
      action(event);
    } else if (
      layers.some((layer) => Object.keys(layer.current).some((bound) => bound.startsWith(`${name} `)))
    ) {
      prefix = name;
      prefixTimer = setTimeout(() => (prefix = ''), 1500);
    }
  });
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
