import type { FactReading, FactReadings } from '../../../lib/fact-readings.ts';
import type { FactName, Facts, FactValue } from '../../../model/facts.ts';
import type { Definition } from '../decode/definition.ts';

/** Facts that a VM's definition has; what it leaves out is known to be not there. */
export function definitionFacts(definition: Definition): FactReadings {
  const { tags, memoryBytes, maxMemoryBytes, os: _, ...same } = definition;
  return {
    title: defined(same.title),
    description: defined(same.description),
    instance: defined(same.instance),
    project: defined(same.project),
    flavor: defined(same.flavor),
    vcpus: defined(same.vcpus),
    maxVcpus: defined(same.maxVcpus),
    firmware: defined(same.firmware),
    machineType: defined(same.machineType),
    memory: defined(memoryBytes),
    maxMemory: defined(maxMemoryBytes),
    tags: defined(tags.length > 0 ? tags : null),
  };
}

/** The same while the definition cannot be read, for a reason: what was known stays. */
export function unreadableFacts(known: Facts, reason: string): FactReadings {
  const missing = definedNames.filter((name) => !known[name]);
  return Object.fromEntries(missing.map((name) => [name, { value: null, origin: null, reason }]));
}

const definedNames: readonly FactName[] = [
  'title',
  'description',
  'instance',
  'project',
  'flavor',
  'vcpus',
  'maxVcpus',
  'firmware',
  'machineType',
  'memory',
  'maxMemory',
  'tags',
];

/** A fact of the definition. */
export function defined<V extends FactValue>(value: V | null): FactReading<V> {
  return { value, origin: value === null ? null : 'definition', reason: null };
}
