import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseUri } from '../uri.ts';
import { explainEnd, type SshEnd } from './explain.ts';
import { sshFailures } from './failures.ts';

const { ssh: scope } = parseUri('qemu+ssh://scope@10.88.0.11/system');
const explain = (end: Partial<SshEnd>) =>
  explainEnd({ exitCode: 255, signal: null, stderr: '', noise: '', heard: false, ...end }, scope!);

const changed = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\r
The fingerprint for the ED25519 key sent by the remote host is\r
SHA256:K5nfyGvnSS3lzf0UjmbRmlMRmVCWTVCYIS0Z8+yXb5s.\r
Please contact your system administrator.\r
Add correct host key in /root/.ssh/known_hosts to get rid of this message.\r
Offending ED25519 key in /root/.ssh/known_hosts:3\r
Host key for 10.88.0.11 has changed and you have requested strict checking.\r
Host key verification failed.\r
`;
const denied = 'scope@10.88.0.11: Permission denied (publickey).\r\n';
const socket =
  "virt-ssh-helper: cannot connect to '/var/run/libvirt/libvirt-sock': Failed to connect socket to '/var/run/libvirt/libvirt-sock': ";

/** Texts and exit codes as OpenSSH 9.2 and libvirt 9.0 gave them, and a part of what is made of each. */
const recorded: readonly (readonly [code: keyof typeof sshFailures, end: Partial<SshEnd>, says: RegExp])[] = [
  [
    'SSH_NAME_UNKNOWN',
    { stderr: 'ssh: Could not resolve hostname nosuch.invalid: Name or service not known\r\n' },
    /the name nosuch\.invalid is not known/,
  ],
  [
    'SSH_CONNECTION_REFUSED',
    { stderr: 'ssh: connect to host 10.88.0.12 port 22: Connection refused\r\n' },
    /nothing listens at 10\.88\.0\.12 port 22; start sshd/,
  ],
  [
    'SSH_NO_ROUTE',
    { stderr: 'ssh: connect to host 10.88.0.77 port 22: No route to host\r\n' },
    /10\.88\.0\.77/,
  ],
  [
    'SSH_CONNECT_TIMEOUT',
    { stderr: 'ssh: connect to host 10.88.0.13 port 22: Connection timed out\r\n' },
    /firewall/,
  ],
  ['SSH_CONNECT_TIMEOUT', { stderr: 'Connection timed out during banner exchange\r\n' }, /does not answer/],
  [
    'SSH_CONNECT_FAILED',
    { stderr: 'ssh: connect to host h port 22: Permission denied\r\n' },
    /failed: Permission denied/,
  ],
  [
    'SSH_SERVER_BUSY',
    {
      stderr:
        'kex_exchange_identification: read: Connection reset by peer\r\nConnection reset by 10.88.0.11 port 22\r\n',
    },
    /MaxStartups/,
  ],
  [
    'SSH_NO_COMMON_ALGORITHM',
    {
      stderr:
        'Unable to negotiate with 10.88.0.11 port 22: no matching cipher found. Their offer: aes128-cbc\r\n',
    },
    /no matching cipher found\. Their offer: aes128-cbc/,
  ],
  ['SSH_HOST_KEY_UNKNOWN', { stderr: 'Host key verification failed.\r\n' }, /run "ssh scope@10\.88\.0\.11"/],
  [
    'SSH_HOST_KEY_CHANGED',
    { stderr: changed },
    /now SHA256:K5nfyGvnSS3lzf0UjmbRmlMRmVCWTVCYIS0Z8\+yXb5s\).*ssh-keygen -f '\/root\/\.ssh\/known_hosts' -R '10\.88\.0\.11'/,
  ],
  ['SSH_KEY_REFUSED', { stderr: denied }, /refused the login of scope \(it accepts publickey\)/],
  ['SSH_KEY_REFUSED', { stderr: `Authorized use only.\nPermission denied.\n${denied}` }, /refused the login/],
  [
    'SSH_KEY_FILE_EXPOSED',
    {
      stderr: `@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\r\nPermissions 0644 for '/k' are too open.\r\nLoad key "/k": bad permissions\r\n${denied}`,
    },
    /run "chmod 600 \/k"/,
  ],
  [
    'SSH_KEY_FILE_INVALID',
    { stderr: `Load key "/k": error in libcrypto\r\n${denied}` },
    /\/k \(error in libcrypto\)/,
  ],
  [
    'SSH_KEY_FILE_MISSING',
    { stderr: `Warning: Identity file /k not accessible: No such file or directory.\n${denied}` },
    /there is no key \/k/,
  ],
  [
    'SSH_TOO_MANY_KEYS',
    {
      stderr:
        'Received disconnect from 10.88.0.11 port 22:2: Too many authentication failures\r\nDisconnected from 10.88.0.11 port 22\r\n',
    },
    /IdentitiesOnly/,
  ],
  [
    'SSH_PASSWORD_EXPIRED',
    {
      exitCode: 1,
      stderr:
        'You are required to change your password immediately (administrator enforced).\nWARNING: Your password has expired.\nPassword change required but no TTY available.\n',
    },
    /password of scope/,
  ],
  [
    'SSH_ACCOUNT_EXPIRED',
    {
      stderr:
        'Your account has expired; please contact your system administrator.\nConnection closed by 10.88.0.11 port 22\r\n',
    },
    /chage -E -1/,
  ],
  ['SSH_LOGIN_CLOSED', { stderr: '\nConnection closed by 10.88.0.11 port 22\r\n' }, /nologin/],
  [
    'SSH_ACCOUNT_WITHOUT_SHELL',
    { exitCode: 1, noise: 'This account is currently not available.\n' },
    /usermod -s/,
  ],
  [
    'SSH_SHELL_PRINTS',
    { exitCode: 1, noise: '\n\n  Welcome to h1\nmore\n' },
    /libvirt: "Welcome to h1"; let/,
  ],
  ['SSH_SHELL_PRINTS', { exitCode: 1, noise: 'Hi', stderr: `${socket}Permission denied\n` }, /Hi/],
  ['SSH_NOT_EXECUTABLE', { exitCode: 127, stderr: 'sh: 1: nc: Permission denied\n' }, /nc: Permission/],
  ['SSH_SHELL_PRINTS', { exitCode: null, noise: 'Welcome to h1\n' }, /Welcome to h1/],
  ['SSH_SHELL_ENDED', { exitCode: 3, stderr: 'no such project\n' }, /exit code 3: no such project/],
  ['SSH_ENDED', { exitCode: 3 }, /exit code 3 and no word/],
  ['SSH_ENDED', { exitCode: 0 }, /forced command/],
  [
    'SSH_SESSION_REFUSED',
    { stderr: 'channel 0: open failed: connect failed: open failed\r\n' },
    /MaxSessions/,
  ],
  [
    'SSH_HELPER_MISSING',
    { exitCode: 127, stderr: 'sh: 1: virt-ssh-helper: not found\n' },
    /no virt-ssh-helper/,
  ],
  [
    'SSH_HELPER_MISSING',
    { exitCode: 127, stderr: 'sh: line 1: virt-ssh-helper: command not found\n' },
    /no virt-ssh-helper/,
  ],
  ['SSH_NETCAT_MISSING', { exitCode: 127, stderr: 'sh: 1: nc: not found\n' }, /no nc, nor virt-ssh-helper/],
  [
    'SSH_NOT_EXECUTABLE',
    { exitCode: 126, stderr: 'sh: 1: nc: Permission denied\n' },
    /nc: Permission denied/,
  ],
  [
    'SSH_SOCKET_DENIED',
    { exitCode: 1, stderr: `${socket}Permission denied\n` },
    /socket \/var\/run\/libvirt\/libvirt-sock of/,
  ],
  ['SSH_SOCKET_DENIED', { exitCode: 1, stderr: 'nc: /s: Permission denied\n' }, /socket \/s of/],
  [
    'SSH_DAEMON_DOWN',
    { exitCode: 1, stderr: `${socket}No such file or directory\n` },
    /systemctl start libvirtd/,
  ],
  ['SSH_DAEMON_DOWN', { exitCode: 1, stderr: `${socket}Connection refused\n` }, /Connection refused/],
  ['SSH_DAEMON_DOWN', { exitCode: 1, stderr: 'nc: /s: No such file or directory\n' }, /\/s: No such file/],
  ['SSH_DAEMON_DOWN', { exitCode: 1, stderr: 'nc: unix connect failed: Connection refused\n' }, /refused/],
  [
    'SSH_DAEMON_CLOSED',
    {
      exitCode: 1,
      heard: true,
      stderr:
        'virt-ssh-helper: could not proxy traffic: End of file while reading data: Input/output error\n',
    },
    /daemon of the host ended the connection/,
  ],
  [
    'SSH_HELPER_FAILED',
    { exitCode: 1, stderr: "virt-ssh-helper: unexpected URI transport 'qemu+tcp:///system'\n" },
    /unexpected URI transport/,
  ],
  ['SSH_NETCAT_ENDED', { exitCode: 0, heard: true }, /daemon of the host ended/],
  ['SSH_HELPER_KILLED', { exitCode: 137, stderr: 'Killed\n' }, /killed on the host/],
  ['SSH_HELPER_KILLED', { exitCode: 143, stderr: 'Terminated\n' }, /killed on the host/],
  [
    'SSH_CLOSED_BY_HOST',
    { stderr: 'Connection to 10.88.0.11 closed by remote host.\r\n', heard: true },
    /sshd/,
  ],
  ['SSH_SILENT', { stderr: 'Timeout, server 10.88.0.13 not responding.\r\n' }, /stopped answering/],
  ['SSH_SILENT', { stderr: 'client_loop: send disconnect: Broken pipe\r\n' }, /stopped answering/],
  ['SSH_KILLED', { exitCode: null, signal: 'SIGKILL' }, /signal SIGKILL/],
  ['SSH_KILLED', { exitCode: null }, /closed its output/],
  [
    'SSH_JUMP_FAILED',
    {
      stderr:
        'kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n',
    },
    /ProxyJump/,
  ],
  [
    'SSH_CONFIG_INVALID',
    { stderr: 'Bad owner or permissions on /root/.ssh/config\r\n' },
    /Bad owner or permissions on \/root\/\.ssh\/config/,
  ],
  [
    'SSH_FAILED',
    {
      stderr:
        'ssh_dispatch_run_fatal: Connection to 10.88.0.11 port 22: message authentication code incorrect\r\n',
    },
    /message authentication code incorrect/,
  ],
  ['SSH_ENDED', {}, /exit code 255 and no word/],
];

describe('explainEnd', () => {
  for (const [code, end, says] of recorded)
    it(`finds ${code} in ${JSON.stringify(end.stderr || end.noise || end).slice(0, 60)}`, () => {
      const error = explain(end);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, /^Cannot reach libvirt at scope@10\.88\.0\.11 by ssh: /);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /[{}]|[\p{Cc}]/u);
    });

  it('has a case of every failure that texts show', () => {
    const tried = new Set(recorded.map(([code]) => code));
    const untried = Object.entries(sshFailures).filter(
      ([code, failure]) => 'pattern' in failure && !tried.has(code as keyof typeof sshFailures),
    );
    assert.deepEqual(
      untried.map(([code]) => code),
      ['SSH_HOST_KEY_REVOKED'],
    );
  });

  it('shows no escape sequences and no endless line of the host', () => {
    const error = explain({ exitCode: 3, stderr: `\u001b[31m\u202e${'x'.repeat(5000)}\n` });
    assert.doesNotMatch(error.message, /[\p{Cc}\u202e]/u);
    assert.ok(error.message.length < 500);
  });

  it('gives the command with the options of the URI', () => {
    const { ssh } = parseUri('qemu+ssh://root@h1:2222/system?keyfile=/k&known_hosts=/n');
    const end = {
      exitCode: 255,
      signal: null,
      stderr: 'Host key verification failed.\r\n',
      noise: '',
      heard: false,
    };
    const { message, remedy } = explainEnd(end, ssh!);
    assert.match(message, /at root@h1:2222 by ssh/);
    assert.match(remedy, /"ssh -p 2222 -i '\/k' -o 'UserKnownHostsFile=\/n' root@h1"/);
  });
});
