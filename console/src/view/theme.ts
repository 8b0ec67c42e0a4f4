import { signal } from '@preact/signals';

const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'virtscope.theme';

export const theme = signal<Theme>(remembered());
/** Grows whenever the colours on the page may have changed: canvases draw again then. */
export const colours = signal(0);

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'auto';
  localStorage.setItem(key, theme.value);
  apply();
}

/** Puts the remembered theme on the page and follows the system's. */
export function startTheme(): void {
  apply();
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colours.value++);
}

function apply(): void {
  document.documentElement.dataset['theme'] = theme.value;
  colours.value++;
}

function remembered(): Theme {
  const stored = localStorage.getItem(key);
  return themes.find((name) => name === stored) ?? 'auto';
}
