import type { SourceCondition } from '../../model/source.ts';
import type { Inventory } from './inventory.ts';

/** Names in a sentence; of more VMs only the number is said. */
const MAX_NAMES = 3;

/** What is left out of this source, and why. */
export function conditionsOf(inventory: Inventory): SourceCondition[] {
  const conditions: SourceCondition[] = [];
  const vms = [...inventory.all()];
  const undescribed = vms.filter((vm) => vm.descriptionError !== null);
  const [first] = undescribed;
  if (first) {
    const which = namesOf(undescribed.map((vm) => vm.entity.name));
    const text = `Devices unknown of ${which}: ${first.descriptionError}`;
    conditions.push({ code: 'description-unreadable', text });
  }
  return conditions;
}

/** `a, b, c and 7 more`. */
function namesOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const some = names.slice(0, MAX_NAMES).join(', ');
  return more > 0 ? `${some} and ${more} more` : some;
}
