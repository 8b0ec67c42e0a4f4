import type { JSX } from 'preact';
import { ctrl, type Command } from '../view/keys.ts';

const signs: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** The key of a command, as keyboards have it; of `g h` one after the other. */
export function Key({ name }: { name: string }): JSX.Element {
  return (
    <span class="keys">
      {name.split(' ').map((key) => (
        <kbd key={key}>{written(key)}</kbd>
      ))}
    </span>
  );
}

function written(key: string): string {
  return key.startsWith('Ctrl+') ? `${ctrl} ${key.slice(5).toUpperCase()}` : (signs[key] ?? key);
}

/** Commands in the order of their keys: signs, numbers, letters; of two with one key that which acts. */
export function byKey(commands: readonly Command[]): Command[] {
  const acting = new Map(commands.map((command) => [command.key, command]));
  return [...acting.values()].sort((a, b) => a.key.localeCompare(b.key));
}
