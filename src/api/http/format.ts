import { Type } from 'typebox';
import { accepted } from './accepts.ts';
import { columnsType } from './columns.ts';

/** The formats in which numbers are answered. */
export type Format = 'json' | 'csv' | 'columns';

/** Media types of the formats. */
export const formatTypes = {
  json: 'application/json',
  csv: 'text/csv',
  columns: columnsType,
} as const satisfies Record<Format, string>;

/** The parameter that names a format, for clients that cannot set a header. */
export function formatProperty<const Formats extends readonly Format[]>(formats: Formats) {
  const names = Type.Enum(formats as readonly Formats[number][], {
    description: 'Instead of the Accept header',
  });
  return Type.Optional(names);
}

/** The format that a request asks for by its parameter or its Accept header. @throws InputError TYPE_UNACCEPTABLE. */
export function negotiateFormat<F extends Format>(
  formats: readonly F[],
  { format, accept }: { format?: F | undefined; accept: string | undefined },
): F {
  if (format !== undefined) return format;
  const offers = formats.map((each) => {
    return { format: each, type: formatTypes[each], explicit: each === 'columns' };
  });
  return accepted(accept, offers).format;
}
