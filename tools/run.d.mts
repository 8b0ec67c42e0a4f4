import type { SpawnOptions } from 'node:child_process';

export function run(command: string, args: readonly string[], options?: SpawnOptions): Promise<number>;
export function become(command: string, args: readonly string[], options?: SpawnOptions): Promise<never>;
