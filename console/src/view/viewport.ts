import { signal } from '@preact/signals';

/** Width of the window, CSS pixels. */
export const viewportWidth = signal(globalThis.innerWidth);

/** Follows the width of the window. */
export function startViewport(): void {
  window.addEventListener('resize', () => (viewportWidth.value = window.innerWidth));
}
