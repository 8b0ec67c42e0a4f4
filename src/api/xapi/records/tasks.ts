import { randomBytes } from 'node:crypto';
import type { XapiObject } from './classes.ts';
import { asUuid, NULL_REF, refFor } from '../refs.ts';
import { dateTime } from './world.ts';

/** A request that a client announced, to learn when it is answered. */
export interface Task {
  readonly class: 'task';
  readonly uuid: string;
  readonly label: string;
  readonly createdMs: number;
  readonly finishedMs: number | null;
}

/** Tasks at a time; the oldest makes room. */
const maxTasks = 1000;

/** What clients announced; XAPI's client does so for every resource it fetches. */
export class Tasks {
  readonly #tasks = new Map<string, Task>();

  get all(): ReadonlyMap<string, Task> {
    return this.#tasks;
  }

  create(label: string, createdMs: number): string {
    const [oldest] = this.#tasks.keys();
    if (oldest !== undefined && this.#tasks.size >= maxTasks) this.#tasks.delete(oldest);
    const uuid = asUuid(randomBytes(16));
    this.#tasks.set(refFor(uuid), { class: 'task', uuid, label, createdMs, finishedMs: null });
    return refFor(uuid);
  }

  finish(ref: string, finishedMs: number): void {
    const task = this.#tasks.get(ref);
    if (task) this.#tasks.set(ref, { ...task, finishedMs });
  }

  destroy(ref: string): void {
    this.#tasks.delete(ref);
  }
}

export function taskObject({ uuid, label, createdMs, finishedMs }: Task): XapiObject {
  const record = {
    uuid,
    name_label: label,
    name_description: '',
    status: finishedMs === null ? 'pending' : 'success',
    progress: finishedMs === null ? 0 : 1,
    result: '',
    type: '<none/>',
    error_info: [],
    created: dateTime(createdMs),
    finished: dateTime(finishedMs ?? 0),
    resident_on: NULL_REF,
    subtask_of: NULL_REF,
    subtasks: [],
    allowed_operations: [],
    current_operations: {},
    backtrace: '',
    other_config: {},
  };
  return { ref: refFor(uuid), record };
}
