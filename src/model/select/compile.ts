import type { Node } from './node.ts';
import { stateTest } from './state.ts';
import type { Subject } from './subject.ts';
import { textTest } from './text-test.ts';
import type { Operator } from './tokens.ts';
import { truth, type Truth } from './truth.ts';

export type Test = (subject: Subject) => Truth;

const comparisons: Readonly<Record<Operator, (value: number, limit: number) => boolean>> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
};

/** A function for a tree; it allocates nothing for a subject whose texts are in lower case. */
export function compile(node: Node): Test {
  switch (node.type) {
    case 'and':
      return extreme(node.nodes.map(compile), -1);
    case 'or':
      return extreme(node.nodes.map(compile), 1);
    case 'not': {
      const test = compile(node.node);
      return (subject) => negated(test(subject));
    }
    case 'word': {
      const isName = textTest(node.pattern, 'part');
      const isId = textTest(node.pattern, 'start');
      return ({ name, id }) => truth(isName(name) || isId(id));
    }
    case 'is': {
      const test = stateTest(node.word);
      return (subject) => truth(test(subject));
    }
    case 'text': {
      const { field, operator, pattern } = node;
      const test = textTest(pattern, operator === ':' ? field.colon : 'whole');
      if (operator === '!=') return (subject) => negated(field.ask(subject, test));
      return (subject) => field.ask(subject, test);
    }
    case 'flag': {
      const { isSet, field } = node;
      const [fact] = field.facts;
      return (subject) => {
        const value = subject.fact(fact);
        return typeof value === 'boolean' ? truth(value === isSet) : 0;
      };
    }
    case 'number':
    default: {
      const { field, value: limit } = node;
      const compare = comparisons[node.operator];
      return (subject) => {
        const value = field.read(subject);
        return value === null || Number.isNaN(value) ? 0 : truth(compare(value, limit));
      };
    }
  }
}

/** The least or the greatest of several, no further than it is certain. */
function extreme(tests: readonly Test[], goal: Truth): Test {
  return (subject) => {
    let found = negated(goal);
    for (const test of tests) {
      const now = test(subject);
      if (now === goal) return goal;
      if (now === 0) found = 0;
    }
    return found;
  };
}

function negated(of: Truth): Truth {
  return -of as Truth;
}
