import { startDemo, type Demo } from '../../src/demo/mod.ts';
import { startProgram, type Program } from '../program.ts';

/** A program that reads several demo hypervisors as hosts elsewhere. */
export interface Fleet extends AsyncDisposable {
  readonly program: Program;
  readonly demos: readonly Demo[];
}

/** Starts `hosts` of them, called kvm-1 and so on, each with machines of the same names. */
export async function startFleet(hosts: number, guests = 6): Promise<Fleet> {
  const names = Array.from({ length: hosts }, (_, i) => `kvm-${i + 1}`);
  const demos = await Promise.all(
    names.map((host, i) => startDemo({ guests, seed: i + 2, calm: true, host })),
  );
  const sources = demos.map(({ uri }, i) => `  - uri: ${uri}\n    name: ${names[i]}\n`);
  const only = 'interval: 1s\nhost:\n  enabled: false\nlibvirt:\n  uri: none\ndemo:\n  when: never\n';
  const program = await startProgram([], `${only}sources:\n${sources.join('')}`);
  return {
    program,
    demos,
    async [Symbol.asyncDispose]() {
      await program.stop();
      await Promise.all(demos.map((demo) => demo.stop()));
    },
  };
}
