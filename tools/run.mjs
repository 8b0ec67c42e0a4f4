// Child processes that never outlive the script which runs them. Plain JavaScript, as setup.mjs needs it on any Node >= 20.
import { spawn } from 'node:child_process';

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** Runs a command to its end and returns its exit status; when a signal comes meanwhile, both end by it. */
export async function run(command, args, options = {}) {
  const { code, interruption } = await end(command, args, options);
  if (interruption) process.kill(process.pid, interruption);
  return code ?? 1;
}

/** Runs a command in place of this process: what it is sent goes to the command, and its end is this process's. */
export async function become(command, args, options = {}) {
  const { code, signal } = await end(command, args, options);
  if (signal) process.kill(process.pid, signal);
  process.exit(code ?? 1);
}

/** Runs a command, passes signals on to it, and returns how it ended and which signal came last. */
function end(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    let interruption = null;
    const passOn = (signal) => {
      interruption = signal;
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, passOn);
    const settle = () => {
      for (const signal of signals) process.off(signal, passOn);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve({ code, signal, interruption });
    });
  });
}
