import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Light as Which } from '../../../../src/model/light.ts';
import type { StepResult } from '../../../../src/api/wire/sources.ts';
import type { Trial } from '../../data/sources/trial.ts';
import { ended } from '../../format/ended.ts';
import { copyText } from '../../view/copy.ts';
import { Light } from '../light.tsx';

const lightOf: Readonly<Record<StepResult['outcome'], Which>> = { ok: 'ok', failed: 'red', skipped: 'off' };

/** The steps of a test as they end, and what mends the one that failed. */
export function TrialSteps({ trial: { steps, ok } }: { trial: Trial }): JSX.Element {
  return (
    <>
      <ol class="trial">
        {steps.map((step) => (
          <li key={step.step} class={step.outcome}>
            <Light light={lightOf[step.outcome]} />
            <b>{step.step.replaceAll('-', ' ')}</b>
            <span>
              {step.outcome}
              {step.text !== null && `: ${ended(step.text)}`}
            </span>
            {step.remedy !== null && <Remedy text={step.remedy} />}
          </li>
        ))}
      </ol>
      {ok !== null && (
        <p class={ok ? 'note' : 'wrong'} role="status">
          {ok ? 'It can be read.' : 'It cannot be read as it is.'}
        </p>
      )}
    </>
  );
}

/** What mends a step, to be copied. */
function Remedy({ text }: { text: string }): JSX.Element {
  const [isCopied, setCopied] = useState<boolean | null>(null);
  return (
    <div class="remedy">
      <pre tabIndex={0}>{text}</pre>
      <button type="button" onClick={() => void copyText(text).then(setCopied, reportError)}>
        copy
      </button>
      <span role="status">{isCopied !== null && (isCopied ? 'copied' : 'cannot be copied here')}</span>
    </div>
  );
}
