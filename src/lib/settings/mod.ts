/**
 * What a configuration file is made of: sections, fields, lists and maps, each with what it may be, what it means and
 * what it is when left out. It knows no key of virtscope's: features export their sections, src/config joins them.
 *
 * @module
 */
export { explainSettings } from './explain.ts';
export { choice, count, countOr, duration, flag, text, unless } from './field.ts';
export {
  flatten,
  type ConfigProblem,
  type Given,
  type GivenSection,
  type Layer,
  type Setting,
} from './given.ts';
export type { Common, Field, Kind, List, Section, ValueOf } from './kind.ts';
export { joinLayers } from './join.ts';
export { meaningOf } from './meaning.ts';
export { layerOf } from './options.ts';
export { readSettings } from './read.ts';
export { documentedKeys, renderKeys } from './reference.ts';
export { list, named, section } from './section.ts';
