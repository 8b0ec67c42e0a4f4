import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flatten, readSettings, type Setting } from '../lib/settings/mod.ts';
import { root } from './sections.ts';

/** What a text sets, by dotted key, and what is wrong with it. */
function read(
  text: string,
  file: string,
): { settings: Record<string, Setting>; problems: ReturnType<typeof readSettings>['problems'] } {
  const { given, problems } = readSettings(text, file, root);
  return { settings: given ? Object.fromEntries(flatten(given)) : {}, problems };
}

const top =
  'known keys are listen, tls, access, behindProxy, state, interval, host, libvirt, sources, demo, history, alarms, logs, remoteWrite, remoteQuery';

it('readSettings() reports what is wrong and at which line and column', () => {
  const f = (text: string, ...want: string[]): void => {
    const found = read(text, 'f').problems.map(({ at, message }) => `${at}: ${message}`);
    assert.deepEqual(found, want, text);
  };
  f('');
  f('# only a comment\n');
  f('libvirt:\n  # nothing yet\n');
  f('intervall: 5s', `f:1:1: unknown key "intervall", did you mean "interval": ${top}`);
  f('port: 80', `f:1:1: unknown key "port": ${top}`);
  f('__proto__: 1', `f:1:1: unknown key "__proto__": ${top}`);
  f(
    'libvirt:\n  url: auto\n',
    'f:2:3: unknown key "url", did you mean "uri": known keys of libvirt are uri, inFlight, watchProcesses, guestAgent, facts, raw',
  );
  f(
    'libvirt.guestAgent.every: 60s',
    'f:1:1: "libvirt.guestAgent.every" is written in sections: libvirt: with guestAgent.every: indented below it',
  );
  f('listen: 8478', 'f:1:9: listen must be ADDRESS:PORT, such as 127.0.0.1:8478 or [::1]:8478: it is 8478');
  f('interval: 5', 'f:1:11: interval must be a duration from 500ms to 10m, such as 5s: it is 5');
  f('interval: 1ms', 'f:1:11: interval must be a duration from 500ms to 10m, such as 5s: it is "1ms"');
  f('interval:', 'f:1:1: interval must be a duration from 500ms to 10m, such as 5s: it is empty');
  f('interval: [5s]', 'f:1:11: interval must be a duration from 500ms to 10m, such as 5s: it is a list');
  f('state: {a: b}', 'f:1:8: state must be a path: it is a section');
  f('host:\n  enabled: yes\n', 'f:2:12: host.enabled must be true or false: it is "yes"');
  f('host: true', 'f:1:7: host must be a section with the keys enabled');
  f(
    '[]',
    'f:1:1: the file must be a section with the keys listen, tls, access, behindProxy, state, interval, host, libvirt, sources, demo, history, alarms, logs, remoteWrite, remoteQuery',
  );
  f(
    'logs: {files: [/var/log/*/x.log, log/x.log, /var/log/*.log]}',
    'f:1:16: logs.files[0] must be an absolute path whose last part may have *: it is "/var/log/*/x.log"',
    'f:1:34: logs.files[1] must be an absolute path whose last part may have *: it is "log/x.log"',
  );
  f(
    'logs: {journal: on, units: [ssh]}',
    'f:1:17: logs.journal must be auto, all or off: it is "on"',
    'f:1:29: logs.units[0] must be a unit of systemd such as ssh.service: it is "ssh"',
  );
  f('demo:\n  guests: 0\n', 'f:2:11: demo.guests must be a whole number from 1 to 10000: it is 0');
  f('demo:\n  guests: 1.5\n', 'f:2:11: demo.guests must be a whole number from 1 to 10000: it is 1.5');
  f('demo:\n  when: sometimes\n', 'f:2:9: demo.when must be auto, always or never: it is "sometimes"');
  f(
    'libvirt: {uri: system}',
    'f:1:16: libvirt.uri must be auto, none, or a libvirt URI such as qemu:///system: it is "system"',
  );
  f('interval: 5s\ninterval: 6s\n', 'f:2:1: Map keys must be unique');
  f('host:\n\tenabled: true\n', 'f:2:1: Tabs are not allowed as indentation');
  f('interval: !secret 5s', 'f:1:11: Unresolved tag: !secret');
  f('a: 1\nb: 2\n', `f:1:1: unknown key "a": ${top}`, `f:2:1: unknown key "b": ${top}`);
});

it('readSettings() keeps control characters of the file out of its messages', () => {
  const [problem] = read('interval: "\\e[31m"', 'f').problems;
  assert.equal(
    problem?.message,
    'interval must be a duration from 500ms to 10m, such as 5s: it is "\\u001b[31m"',
  );
});

it('readSettings() does not unfold a bomb of aliases', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  const { problems, settings } = read(`state: &l0 [x]\n${levels.join('\n')}\ninterval: *l30\n`, 'f');
  assert.equal(problems.length, 32);
  assert.deepEqual(settings, {});
});

it('readSettings() gives each value the line and column of its key', () => {
  const text = 'interval: &i\n  2m\nlibvirt:\n  uri: qemu:///session\n  guestAgent: {every: *i}\n';
  const { problems, settings } = read(text, '/etc/v.yaml');
  assert.deepEqual(problems, []);
  assert.deepEqual(settings, {
    interval: { value: '2m', origin: '/etc/v.yaml:1:1' },
    'libvirt.uri': { value: 'qemu:///session', origin: '/etc/v.yaml:4:3' },
    'libvirt.guestAgent.every': { value: '2m', origin: '/etc/v.yaml:5:16' },
  });
});
