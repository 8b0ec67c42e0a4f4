import { MAX_TEXT, variableOf, type Fields, type FieldType, type FilterRecord } from './field.ts';

/** Records one after the other as CEL reads them: a field is converted when it is asked for. */
export class RecordView {
  /** Each field by name. */
  readonly values: object = Object.create(null);
  #record: FilterRecord = {};

  constructor(fields: Fields) {
    for (const [name, field] of Object.entries(fields)) {
      Object.defineProperty(this.values, variableOf(name), {
        get: () => asCel(this.#record[name] ?? field.none, field.type),
      });
    }
  }

  /** Shows a record in place of the one before. */
  show(record: FilterRecord): object {
    this.#record = record;
    return this.values;
  }
}

/** CEL's int is a bigint, and a longer text would let a filter work for long. */
function asCel(value: unknown, type: FieldType): unknown {
  if (type === 'int' && typeof value === 'number') return BigInt(value);
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : value;
}
