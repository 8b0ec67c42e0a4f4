import { classes, keptClasses, type KeptClass } from '../records/classes.ts';
import { XapiFailure } from '../failure.ts';
import type { Inventory } from '../records/inventory.ts';
import { Elements, Members } from './json.ts';
import { brief, checkCount, textParam } from './parameters.ts';
import { refFor } from '../refs.ts';

/** What is answered of every class, beside `get_<field>` of an object. */
export const classMethods = ['get_all', 'get_all_records', 'get_record', 'get_by_uuid', 'get_by_name_label'];

/**
 * Answers `<class>.get_…`. What is many is made as it is written.
 * @throws XapiFailure for a class that is not known and for all that would write.
 */
export function callOfClass(inventory: Inventory, method: string, params: readonly unknown[]): unknown {
  const [cls = '', verb = ''] = method.replace(/^Async\./, '').split('.', 2);
  if (!classes.includes(cls)) throw new XapiFailure('MESSAGE_METHOD_UNKNOWN', brief(method));
  if (!verb.startsWith('get_') || method.startsWith('Async.')) {
    throw new XapiFailure('RBAC_PERMISSION_DENIED', brief(method), 'Virtscope only reads');
  }
  const kept = keptClasses.find((each) => each === cls);
  if (verb === 'get_all' || verb === 'get_all_records') {
    checkCount(method, 0, params);
    const isBrief = verb === 'get_all';
    if (!kept) return isBrief ? [] : {};
    return isBrief ? new Elements(inventory.refs(kept)) : new Members(recordsOf(inventory, kept));
  }
  checkCount(method, 1, params);
  const argument = textParam(params[0], verb);
  if (verb === 'get_by_name_label') return kept ? new Elements(inventory.named(kept, argument)) : [];
  if (verb === 'get_by_uuid') {
    // A reference is made of the UUID.
    const found = kept && inventory.find(kept, refFor(argument));
    if (!found) throw new XapiFailure('UUID_INVALID', cls, brief(argument));
    return found.ref;
  }
  const record = (kept && inventory.find(kept, argument))?.record;
  if (!record) throw new XapiFailure('HANDLE_INVALID', cls, brief(argument));
  if (verb === 'get_record') return record;
  const field = verb.slice('get_'.length);
  if (!Object.hasOwn(record, field)) throw new XapiFailure('MESSAGE_METHOD_UNKNOWN', brief(method));
  return record[field];
}

function* recordsOf(inventory: Inventory, cls: KeptClass): Iterable<[ref: string, record: object]> {
  for (const { ref, record } of inventory.objects(cls)) yield [ref, record];
}
