import { signal } from '@preact/signals';

const key = 'virtscope.choices';
const most = 5;
const longest = 200;

/** Keys of what was chosen in the palette, the newest first; kept in this browser. */
export const recentChoices = signal(readChoices(globalThis.localStorage?.getItem(key) ?? null));

export function rememberChoice(choice: string): void {
  const others = recentChoices.peek().filter((other) => other !== choice);
  recentChoices.value = [choice, ...others].slice(0, most);
  localStorage.setItem(key, JSON.stringify(recentChoices.value));
}

/** Choices of a stored text; what is none, too long, or one too many is left out. */
export function readChoices(stored: string | null): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    if (!Array.isArray(parsed)) return [];
    return parsed
      .filter((one) => typeof one === 'string' && one.length <= longest)
      .slice(0, most) as string[];
  } catch {
    return [];
  }
}
