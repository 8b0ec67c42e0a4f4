import assert from 'node:assert/strict';
import { test } from 'node:test';
import { negotiate, type Offer } from './accept.ts';

const offers: (Offer & { name: string })[] = [
  { type: 'text/html', explicit: true, name: 'html' },
  { type: 'application/json', name: 'json' },
  { type: 'application/openmetrics-text', params: { version: '1.0.0' }, name: 'openmetrics' },
  { type: 'text/plain', params: { version: '0.0.4' }, name: 'text' },
];

test('negotiate takes the offer the header likes best', () => {
  const f = (header: string | undefined, want: string | undefined): void =>
    assert.equal(negotiate(header, offers)?.name, want, String(header));
  f(undefined, 'json');
  f('*/*', 'json');
  f('application/*', 'json');
  f('text/*', 'text');
  f('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html');
  f('application/json, text/html;q=0.9', 'json');
  // Prometheus 2.53, 3.5, and the agent mode of Grafana Alloy.
  f('application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2', 'openmetrics'); // prettier-ignore
  f('application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2', 'openmetrics'); // prettier-ignore
  f('text/plain;version=0.0.4;q=1,*/*;q=0.1', 'text');
  f('text/plain', 'text');
  f('text/plain;version="0.0.4"', 'text');
  f('text/plain;version=1.0.0', undefined);
  f('image/png', undefined);
  f('application/json;q=0, */*', 'openmetrics');
  f('*/*;q=nonsense', undefined);
  f(';;;,,,=', undefined);
  f('TEXT/HTML', 'html');
});
