import assert from 'node:assert/strict';
import { it } from 'node:test';
import { testIo } from '../fixture.ts';
import { Screen } from './screen.ts';

it('Screen writes only the lines that changed, all after a resize, and gives the terminal back once', () => {
  const test = testIo({ columns: 20, rows: 3 });
  let before = 0;
  const written = (): string => {
    const text = test.out().slice(before);
    before = test.out().length;
    return text.replaceAll('\u001B[', '^');
  };
  const screen = new Screen(test.io.stdout);
  assert.equal(written(), '^?1049h^?25l^?7l^2J');
  assert.deepEqual(screen.size, { columns: 20, rows: 3 });
  screen.draw(['a', 'b', 'c']);
  assert.equal(written(), '^1;1Ha^K^2;1Hb^K^3;1Hc^K');
  screen.draw(['a', 'B', 'c']);
  assert.equal(written(), '^2;1HB^K');
  screen.draw(['a', 'B', 'c']);
  assert.equal(written(), '');
  screen.forget();
  screen.draw(['a', 'B']);
  assert.equal(written(), '^2J^1;1Ha^K^2;1HB^K');
  screen.close();
  screen.close();
  screen.draw(['x']);
  screen.forget();
  assert.equal(written(), '^?7h^?25h^?1049l');
});
