import { classes, keptClasses, type XapiObject } from './classes.ts';
import { XapiFailure } from './failure.ts';
import type { Inventory } from './inventory.ts';
import { brief, checkCount, textParam } from './parameters.ts';

/** What is answered of every class, beside `get_<field>` of an object. */
export const classMethods = ['get_all', 'get_all_records', 'get_record', 'get_by_uuid', 'get_by_name_label'];

/** Answers `<class>.get_…`. @throws XapiFailure for a class that is not known and for all that would write. */
export function callOfClass(inventory: Inventory, method: string, params: readonly unknown[]): unknown {
  const [cls = '', verb = ''] = method.replace(/^Async\./, '').split('.', 2);
  if (!classes.includes(cls)) throw new XapiFailure('MESSAGE_METHOD_UNKNOWN', brief(method));
  if (!verb.startsWith('get_') || method.startsWith('Async.')) {
    throw new XapiFailure('RBAC_PERMISSION_DENIED', brief(method), 'Virtscope only reads');
  }
  const kept = keptClasses.find((each) => each === cls);
  const objects = (): XapiObject[] => (kept ? inventory.objects(kept) : []);
  if (verb === 'get_all' || verb === 'get_all_records') {
    checkCount(method, 0, params);
    if (verb === 'get_all') return objects().map(({ ref }) => ref);
    return Object.fromEntries(objects().map(({ ref, record }) => [ref, record]));
  }
  checkCount(method, 1, params);
  const argument = textParam(params[0], verb);
  if (verb === 'get_by_name_label') {
    return objects().flatMap(({ ref, record }) => (record['name_label'] === argument ? [ref] : []));
  }
  if (verb === 'get_by_uuid') {
    const found = objects().find(({ record }) => record['uuid'] === argument);
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
