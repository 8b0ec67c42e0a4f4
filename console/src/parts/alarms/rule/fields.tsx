import type { JSX } from 'preact';
import type { AlarmRuleDetails } from '../../../../../src/api/wire/alarms.ts';

type Field = AlarmRuleDetails['fields'][number];

interface Props {
  fields: readonly Field[];
  /** Puts a field into the edit; null for a reader that may only look. */
  change: ((field: string, value: string) => void) | null;
}

/** Every field of a rule: what files say and where, and what the edit says instead. */
export function RuleFields({ fields, change }: Props): JSX.Element {
  const isEdited = fields.some(({ edited }) => edited);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="fields">
      <table class="devices rule-fields">
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">in files</th>
            {isEdited && <th scope="col">edited</th>}
            {change && (
              <th scope="col">
                <span class="hidden">act</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, file, edited }) => (
            <tr key={field}>
              <th scope="row">
                <code>{field}</code>
              </th>
              <td class={edited ? 'unit' : undefined}>
                <Value of={file} />
              </td>
              {isEdited && (
                <td>
                  <Value of={edited} />
                </td>
              )}
              {change && (
                <td>
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => change(field, (edited ?? file)?.value ?? '')}
                  >
                    change<span class="hidden"> {field}</span>
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ of }: { of: Field['file'] }): JSX.Element | null {
  if (!of) return null;
  return (
    <>
      <code>{of.value}</code> <small class="unit">{of.origin}</small>
    </>
  );
}
