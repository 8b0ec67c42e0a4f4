/** The daemon's threads: ordinary ones for every call, a few more for calls that never wait for a guest. */
const ORDINARY = 20;
const PRIORITY = 5;

interface Task {
  urgent: boolean;
  run: () => Promise<void>;
}

/** Runs calls on as many workers as libvirtd has; a stuck call keeps its worker. */
export class Workers {
  #ordinary = 0;
  #priority = 0;
  readonly #queue: Task[] = [];

  /** Starts `run` as soon as a worker is free; `urgent` calls may use the priority workers too. */
  submit(urgent: boolean, run: () => Promise<void>): void {
    this.#queue.push({ urgent, run });
    this.#start();
  }

  #start(): void {
    while (this.#queue.length > 0) {
      if (this.#ordinary < ORDINARY) {
        this.#ordinary++;
        this.#work(this.#queue.shift()!, () => this.#ordinary--);
      } else {
        const urgent = this.#queue.findIndex((task) => task.urgent);
        if (urgent < 0 || this.#priority >= PRIORITY) return;
        this.#priority++;
        this.#work(this.#queue.splice(urgent, 1)[0]!, () => this.#priority--);
      }
    }
  }

  #work(task: Task, release: () => void): void {
    const end = (): void => {
      release();
      this.#start();
    };
    task.run().then(end, end);
  }
}
