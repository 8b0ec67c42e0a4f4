import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { UriError } from '../error.ts';
import { parseUri } from '../uri.ts';
import { sshArguments } from './arguments.ts';
import type { SshTarget } from './target.ts';

function target(uri: string, readOnly = true): SshTarget {
  const { ssh } = parseUri(uri, { readOnly });
  assert.ok(ssh);
  return ssh;
}

const remote = (uri: string, readOnly = true) => target(uri, readOnly).remoteCommand;

const NC = (path: string, nc = "'nc'") =>
  `if ${nc} -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then ARG=-q0;else ARG=;fi;${nc} $ARG -U ${path}`;

describe('sshArguments', () => {
  it('asks nothing, gives up in time and has the command last', () => {
    const ssh = target('qemu+ssh://h1/system');
    const args = sshArguments(ssh, 8);
    assert.deepEqual(args.slice(0, 5), ['-T', '-e', 'none', '-a', '-x']);
    assert.deepEqual(args.slice(-3), ['--', 'h1', ssh.remoteCommand]);
    for (const option of [
      'BatchMode=yes',
      'ConnectTimeout=8',
      'ServerAliveInterval=5',
      'ServerAliveCountMax=3',
    ])
      assert.equal(args[args.indexOf(option) - 1], '-o', option);
    assert.equal(ssh.command, 'ssh');
  });

  it('has every parameter that virsh has', () => {
    const f = (uri: string, ...want: string[]) => {
      const line = sshArguments(target(uri), 8).join('\n');
      assert.ok(line.includes(want.join('\n')), `${uri}\n${line}`);
    };
    f('qemu+ssh://root@h1:2222/system', '-p', '2222', '-l', 'root', '-T');
    f('qemu+ssh://a%40example.org@h1/system', '-l', 'a@example.org');
    f('qemu+ssh://h1/system?keyfile=/k%20y', '-i', '/k y');
    f('qemu+ssh://h1/system?no_verify=1', '-o', 'StrictHostKeyChecking=no');
    f('qemu+ssh://h1/system?known_hosts=/a', '-o', 'UserKnownHostsFile=/a');
    f('qemu+ssh://h1/system?known_hosts=/a%20b%25%22', '-o', String.raw`UserKnownHostsFile="/a b%%\""`);
    f('qemu+ssh://[fe80::1]/system', '--', 'fe80::1');
    f('qemu+ssh:///system', '--', 'localhost');
    f('qemu+ssh://h1/system?no_tty=1', 'BatchMode=yes');
    assert.equal(target('qemu+ssh://h1/system?command=/opt/ssh').command, '/opt/ssh');
  });

  it('gives ssh a known_hosts file as ssh itself reads it', (t) => {
    const [, file] = /(UserKnownHostsFile=.+)/.exec(
      sshArguments(target('qemu+ssh://h1/system?known_hosts=/a%20b%25c'), 8).join('\n'),
    )!;
    const { stdout, error } = spawnSync('ssh', ['-F', 'none', '-G', '-o', file!, 'h1'], { encoding: 'utf8' });
    if (error) return t.skip('no ssh on this machine');
    assert.match(stdout, /^userknownhostsfile \/a b%+c$/m);
  });

  it('runs on the host what virsh 9.0 runs there', () => {
    const f = (query: string, want: string, readOnly = true) =>
      assert.equal(remote(`qemu+ssh://h1/system${query}`, readOnly), want, query);
    const auto = (helper: string, nc: string) =>
      `sh -c 'which virt-ssh-helper 1>/dev/null 2>&1; if test $? = 0; then     ${helper}; else    ${nc}; fi'`;
    const ro = '/var/run/libvirt/libvirt-sock-ro';
    const all = auto("virt-ssh-helper 'qemu:///system'", NC('/var/run/libvirt/libvirt-sock'));
    f('', auto("virt-ssh-helper -r 'qemu:///system'", NC(ro)));
    for (const query of ['', '?mode=auto', '?mode=legacy', '?proxy=auto', '?no_tty=1']) f(query, all, false);
    f('?proxy=native', "sh -c 'virt-ssh-helper -r 'qemu:///system''");
    f('?proxy=netcat', `sh -c '${NC(ro)}'`);
    f('?netcat=/usr/bin/nc', `sh -c '${NC(ro, "'/usr/bin/nc'")}'`);
    f('?socket=/s', `sh -c '${NC('/s')}'`);
    f('?proxy=native&name=test:///default', "sh -c 'virt-ssh-helper -r 'test:///default''");
    const quoted = String.raw`sh -c 'virt-ssh-helper '''\''qemu:///system?foo=bar'\''''`;
    f('?proxy=native&foo=bar', `${quoted}'`, false);
  });

  it('reaches a session only by the helper, and a daemon without a named driver only by netcat', () => {
    assert.equal(remote('qemu+ssh://h1/session', false), "sh -c 'virt-ssh-helper 'qemu:///session''");
    assert.equal(remote('qemu+ssh://h1/session?socket=/s'), `sh -c '${NC('/s')}'`);
    assert.equal(remote('remote+ssh://h1/'), `sh -c '${NC('/var/run/libvirt/libvirt-sock-ro')}'`);
  });

  it('hands hostile values to the host as one word', () => {
    for (const value of ["a'b c", '$(touch /nowhere/x)', '`id`;#"', String.raw`'\''`]) {
      const uri = `qemu+ssh://h1/system?netcat=echo&socket=${encodeURIComponent(value)}`;
      const { stdout } = spawnSync('/bin/sh', ['-c', remote(uri)], { encoding: 'utf8' });
      assert.equal(stdout, `-U ${value}\n`);
    }
  });

  it('refuses what is an option in the place of a name, or does not go together', () => {
    const f = (uri: string, message: RegExp, code = 'URI_INVALID') =>
      assert.throws(
        () => parseUri(uri),
        (error) => error instanceof UriError && error.code === code && message.test(error.message),
        uri,
      );
    f('qemu+ssh://-oProxyCommand=id/system', /host name .* begins with "-"/);
    f('qemu+ssh://%2DoProxyCommand=id/system', /host name/);
    f('qemu+ssh://a%20b/system', /host name/);
    f('qemu+ssh://-x@h1/system', /user name .* begins with "-"/);
    f('qemu+ssh://%2Dx@h1/system', /user name/);
    f('qemu+ssh://a%60id%60@h1/system', /user name/);
    f('qemu+ssh://root:secret@h1/system', /takes no password/);
    f('qemu+ssh://h1/system?mode=direct', /no mode "direct"/);
    f('qemu+ssh://h1/system?mode=foo', /unknown mode "foo"/);
    f('qemu+ssh://h1/system?proxy=foo', /unknown proxy "foo"/);
    f('qemu+ssh://h1/system?proxy=native&netcat=nc', /of no use with proxy=native/);
    f('qemu+ssh://h1/system?proxy=native&socket=/s', /of no use with proxy=native/);
    f('qemu+ssh://h1/session?proxy=netcat', /add socket=PATH/);
    f('qemu+ssh://h1/system?keyfile=%00', /keyfile is empty or has control characters/);
    f('qemu+ssh://h1/system?command=', /command is empty/);
    f(
      'qemu+ssh://h1/system?known_hosts_verify=auto',
      /known_hosts_verify is a parameter of libssh/,
      'URI_UNSUPPORTED',
    );
    f('qemu+ssh://h1/system?sshauth=privkey', /sshauth is a parameter of libssh/, 'URI_UNSUPPORTED');
  });
});
