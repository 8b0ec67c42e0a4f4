import type { Message } from '../../../../src/api/wire/messages.ts';
import type { Light } from '../../../../src/model/light.ts';

const lights: Readonly<Record<Message['outcome'], Light>> = {
  ok: 'ok',
  error: 'amber',
  timeout: 'amber',
  cancelled: 'off',
  closed: 'off',
};

export const lightOfOutcome = ({ outcome }: Message): Light => lights[outcome];

/** `ok`, `error 404`. */
export const outcomeText = ({ outcome, code }: Message): string =>
  code === null ? outcome : `${outcome} ${code}`;
