// What of selectors comes in one file when the first is read.
export { factsNamed, parseSelector, quoted, SelectorError } from '../../../../src/model/select/mod.ts';
export { suggest, type Known, type Suggestion } from '../../../../src/model/select/suggest.ts';
