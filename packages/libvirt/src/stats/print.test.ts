import assert from 'node:assert/strict';
import { it } from 'node:test';
import { printDomainStats, printValue } from './print.ts';

it('printValue prints as virsh does', () => {
  assert.equal(printValue({ field: 'a', type: 6, value: true }), 'yes');
  assert.equal(printValue({ field: 'a', type: 6, value: false }), 'no');
  assert.equal(printValue({ field: 'a', type: 5, value: 0.25 }), '0.250000');
  assert.equal(printValue({ field: 'a', type: 4, value: 2n ** 64n - 1n }), '18446744073709551615');
});

it('printDomainStats ends every record with an empty line', () => {
  const domain = { name: 'a' };
  assert.equal(
    printDomainStats([
      { domain, params: [{ field: 'x.y', type: 7, value: 'z' }] },
      { domain, params: [] },
    ]),
    "Domain: 'a'\n  x.y=z\n\nDomain: 'a'\n\n",
  );
});
