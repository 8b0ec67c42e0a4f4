import { signal } from '@preact/signals';
import type { Command } from './keys.ts';

/** The dialog that adds a host is open. */
export const adding = signal(false);

export const addHost: Command = { key: 'a', name: 'add a host', run: () => void (adding.value = true) };
