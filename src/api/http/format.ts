import { Type } from 'typebox';
import { accepted } from './accepts.ts';
import { columnsType } from './columns.ts';

/** The forms in which numbers are answered. */
export type Form = 'json' | 'csv' | 'columns';

/** Media types of the forms. */
export const formTypes = {
  json: 'application/json',
  csv: 'text/csv',
  columns: columnsType,
} as const satisfies Record<Form, string>;

/** The parameter that names a form, for those who cannot set a header. */
export function formatProperty<const Forms extends readonly Form[]>(forms: Forms) {
  const names = Type.Enum(forms as readonly Forms[number][], { description: 'Instead of the Accept header' });
  return Type.Optional(names);
}

/** The form that a request asks for by its parameter or its Accept header. @throws InputError TYPE_UNACCEPTABLE. */
export function formOf<F extends Form>(
  forms: readonly F[],
  { format, accept }: { format?: F | undefined; accept: string | undefined },
): F {
  if (format !== undefined) return format;
  const offers = forms.map((form) => {
    return { form, type: formTypes[form], explicit: form === 'columns' };
  });
  return accepted(accept, offers).form;
}
