import { createInterface } from 'node:readline';

/** A worker's side of {@link createWorker}: a line of JSON ["method", arguments ...] in, {"value"} or {"error"} out. */
export async function serveCalls(
  methods: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>,
): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const [method, ...args] = JSON.parse(line) as [string, ...never[]];
    let reply: object;
    try {
      reply = { value: (await methods[method]?.(...args)) ?? null };
    } catch (error) {
      reply = { error: String(error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}
