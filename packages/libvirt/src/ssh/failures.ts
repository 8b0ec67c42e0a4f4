/**
 * What can go wrong between `ssh` here and the daemon there, found by its texts and exit code: 255 is ssh itself, 127 and
 * 126 a command that is missing or cannot be run, 1 the helper, netcat or the login shell. In the order in which they are
 * tried: what one line says exactly comes before what it leads to, as "Host key verification failed".
 *
 * In state and remedy `{1}` is a group of the pattern; `{host}`, `{user}` and `{login}` (the command that logs in by hand)
 * are the target's, `{end}`, `{last}` and `{noise}` how it ended, its last line and what standard output had.
 */
export interface SshFailure {
  /** Exit codes of ssh with which it is looked for, null of one that ended by a signal; all where it has none. */
  readonly exit?: readonly (number | null)[];
  /** Of the text of standard error, or of standard output where it has `on`. None: it is found in another way. */
  readonly pattern?: RegExp;
  readonly on?: 'stdout';
  /** Only after the daemon was heard. */
  readonly heard?: true;
  readonly state: string;
  readonly remedy: string;
}

const SSH = [255];
const COMMAND = [1];
const AT_ONCE = 'nothing needs mending there; connect again';

export const sshFailures = {
  SSH_NOT_FOUND: {
    state: 'the program {command} cannot be run: {last}',
    remedy: 'install openssh-client on this machine, or give the path of ssh as command=',
  },
  SSH_CONFIG_INVALID: {
    exit: SSH,
    pattern:
      /^(Bad owner or permissions on .+|.*Bad configuration option: .+|.*: line \d+: .+|Can't open user config file .+)$/m,
    state: 'the configuration of ssh on this machine is wrong: {1}',
    remedy: 'mend that file and try "{login}"',
  },
  SSH_NAME_UNKNOWN: {
    exit: SSH,
    pattern: /^ssh: Could not resolve hostname (\S+): (.+)$/m,
    state: 'the name {1} is not known ({2})',
    remedy: 'check the name in the URI, in DNS, /etc/hosts or ~/.ssh/config',
  },
  SSH_CONNECTION_REFUSED: {
    exit: SSH,
    pattern: /^ssh: connect to host (\S+) port (\d+): Connection refused$/m,
    state: 'nothing listens at {1} port {2}',
    remedy: 'start sshd on the host (systemctl start ssh), or give its port in the URI',
  },
  SSH_NO_ROUTE: {
    exit: SSH,
    pattern: /^ssh: connect to host (\S+) port \d+: ((?:No route to host|Network is unreachable).*)$/m,
    state: 'no way leads to {1} ({2})',
    remedy: 'check that the host is on and its network reachable from here',
  },
  SSH_CONNECT_TIMEOUT: {
    exit: SSH,
    pattern:
      /^(?:ssh: connect to host \S+ port \d+: (?:Connection|Operation) timed out|Connection timed out during banner exchange|Connection to \S+ port \d+ timed out)$/m,
    state: 'the host does not answer',
    remedy: 'check that the host is on and that no firewall drops packets to its port of ssh',
  },
  SSH_CONNECT_FAILED: {
    exit: SSH,
    pattern: /^ssh: connect to (?:host|address) (\S+) port (\d+): (.+)$/m,
    state: 'the connection to {1} port {2} failed: {3}',
    remedy: 'try "{login}"',
  },
  SSH_SERVER_BUSY: {
    exit: SSH,
    pattern: /^(?![^]*UNKNOWN port 65535)[^]*^kex_exchange_identification: (.+)$/m,
    state: 'sshd ended the connection before the login ({1})',
    remedy:
      'try again in a while; where it lasts, raise MaxStartups in sshd_config of the host or see its log',
  },
  SSH_NO_COMMON_ALGORITHM: {
    exit: SSH,
    pattern: /^Unable to negotiate with .+: (no matching .+)$/m,
    state: 'ssh here and sshd there do not agree: {1}',
    remedy: 'update the older of the two OpenSSH, or allow one of those for this host in ~/.ssh/config',
  },
  SSH_HOST_KEY_CHANGED: {
    exit: SSH,
    pattern:
      /^(?:[^]*^(SHA256:\S+?)\.?$)?(?:[^]*^Offending \S+ key in (.+):\d+$)?[^]*^Host key for (\S+) has changed and you have requested strict checking\.$/m,
    state: 'the host key has changed (now {1})',
    remedy:
      'compare it with "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" on the host; where it is the same, ' +
      `remove the old one with "ssh-keygen -f '{2}' -R '{3}'" and accept the new one with "{login}"`,
  },
  SSH_HOST_KEY_REVOKED: {
    exit: SSH,
    pattern: /REVOKED HOST KEY DETECTED/,
    state: 'the host key is revoked',
    remedy: 'give the host another key',
  },
  SSH_HOST_KEY_UNKNOWN: {
    exit: SSH,
    pattern: /^Host key verification failed\.$/m,
    state: 'the host key is not known on this machine',
    remedy: 'run "{login}" as the user of this program, compare the fingerprint and accept it',
  },
  SSH_KEY_FILE_EXPOSED: {
    exit: SSH,
    pattern: /^Permissions (\d+) for '(.+)' are too open\.$[^]*Permission denied \(/m,
    state: 'ssh does not use the key {2}, which other users can read (mode {1})',
    remedy: 'run "chmod 600 {2}"',
  },
  SSH_KEY_FILE_INVALID: {
    exit: SSH,
    pattern: /^Load key "(.+)": (.+)$[^]*Permission denied \(/m,
    state: 'ssh cannot read the key {1} ({2})',
    remedy: 'give a private key in a format of OpenSSH that the user of this program can read',
  },
  SSH_KEY_FILE_MISSING: {
    exit: SSH,
    pattern: /^Warning: Identity file (.+) not accessible: (.+)\.$[^]*Permission denied \(/m,
    state: 'there is no key {1} ({2}), and no other was accepted',
    remedy: 'correct keyfile= in the URI, or make a key with "ssh-keygen -t ed25519 -f {1}"',
  },
  SSH_TOO_MANY_KEYS: {
    exit: SSH,
    pattern: /Too many authentication failures/,
    state: 'the host ended the login after too many keys',
    remedy: 'give the right one as keyfile=, and IdentitiesOnly yes for this host in ~/.ssh/config',
  },
  SSH_KEY_REFUSED: {
    exit: SSH,
    pattern: /^(?:(\S+): )?Permission denied \(([^)]*)\)\.$/m,
    state: 'the host refused the login of {user} (it accepts {2})',
    remedy:
      'see that ~/.ssh/authorized_keys of that user on the host has the public key and is writable by nobody else, ' +
      'that the key has no passphrase or is in the agent, and try "{login}"',
  },
  SSH_ACCOUNT_EXPIRED: {
    exit: SSH,
    pattern: /^Your account has expired/m,
    state: 'the account of {user} on the host has expired',
    remedy: 'extend it on the host with "chage -E -1"',
  },
  SSH_PASSWORD_EXPIRED: {
    pattern: /^Password change required but no TTY available\.$/m,
    state: 'the password of {user} on the host has expired',
    remedy: 'log in with "{login}" and change it, or use an account without a password',
  },
  SSH_JUMP_FAILED: {
    exit: SSH,
    pattern: /UNKNOWN port 65535/,
    state: 'the jump host or proxy command does not reach it',
    remedy: 'try "{login}" and see ProxyJump and ProxyCommand in ~/.ssh/config',
  },
  SSH_SESSION_REFUSED: {
    exit: SSH,
    pattern: /^channel \d+: open failed: (.+)$/m,
    state: 'sshd refused the session ({1})',
    remedy: 'raise MaxSessions in sshd_config of the host',
  },
  SSH_SILENT: {
    exit: SSH,
    pattern: /^(?:Timeout, server \S+ not responding\.|client_loop: send disconnect: .+)$/m,
    state: 'the host stopped answering',
    remedy: 'check that it is on and its network reachable',
  },
  SSH_CLOSED_BY_HOST: {
    exit: SSH,
    pattern: /^Connection to \S+ closed by remote host\.$/m,
    state: 'sshd on the host ended the connection',
    remedy: AT_ONCE,
  },
  SSH_LOGIN_CLOSED: {
    exit: SSH,
    pattern: /^Connection (?:closed|reset) by \S+ port \d+$/m,
    state: 'the host ended the connection at the login',
    remedy: 'it may be going up or down (/run/nologin), which ends by itself; else see the log of sshd',
  },
  SSH_ACCOUNT_WITHOUT_SHELL: {
    on: 'stdout',
    pattern: /^This account is currently not available\.$/m,
    state: 'the account of {user} on the host has no shell to run commands with',
    remedy: 'give it one with "usermod -s /bin/sh", or use another user',
  },
  SSH_SHELL_PRINTS: {
    on: 'stdout',
    pattern: /[^]/,
    state: 'the login shell of {user} on the host prints text, which is no answer of libvirt: "{noise}"',
    remedy:
      'let its start files (.bashrc) print only where there is a terminal, or see the forced command of the key',
  },
  SSH_HELPER_MISSING: {
    exit: [127],
    pattern: /virt-ssh-helper: (?:command )?not found/,
    state: 'the host has no virt-ssh-helper',
    remedy:
      'install the package that has /usr/bin/virt-ssh-helper (libvirt-daemon on Debian), or leave out proxy=native',
  },
  SSH_NETCAT_MISSING: {
    exit: [127],
    pattern: /(\S+): (?:command )?not found|(\S+): No such file or directory/,
    state: 'the host has no {1}{2}, nor virt-ssh-helper where that was asked for',
    remedy:
      'install the package that has /usr/bin/virt-ssh-helper (libvirt-daemon on Debian), or netcat-openbsd, on the host',
  },
  SSH_NOT_EXECUTABLE: {
    exit: [126, 127],
    pattern: /^/,
    state: 'the host cannot run what connects to its daemon: {last}',
    remedy: 'check the permissions of virt-ssh-helper and netcat on the host',
  },
  SSH_SOCKET_DENIED: {
    exit: COMMAND,
    pattern:
      /^(?:virt-ssh-helper: cannot connect to '(.+?)': .*|nc(?:\.\w+)?: (?:unix connect failed|(\S+)): )Permission denied$/m,
    state: '{user} may not use the socket {1}{2} of the host',
    remedy: 'add that user to the group libvirt on the host ("usermod -aG libvirt NAME"), or ask read-only',
  },
  SSH_DAEMON_DOWN: {
    exit: COMMAND,
    pattern:
      /^(?:virt-ssh-helper: cannot connect to '(.+?)': .*|nc(?:\.\w+)?: (?:unix connect failed|(\S+)): )(No such file or directory|Connection refused)$/m,
    state: 'no libvirt daemon listens on the host ({1}{2}: {3})',
    remedy: 'start it there: "systemctl start libvirtd", or virtqemud.socket where daemons are modular',
  },
  SSH_DAEMON_CLOSED: {
    exit: COMMAND,
    pattern: /^virt-ssh-helper: could not proxy traffic: (.+)$/m,
    state: 'the libvirt daemon of the host ended the connection',
    remedy: AT_ONCE,
  },
  SSH_HELPER_FAILED: {
    exit: COMMAND,
    pattern: /^virt-ssh-helper: (.+)$/m,
    state: 'virt-ssh-helper on the host failed: {1}',
    remedy: 'try "{login} virt-ssh-helper -V"',
  },
  SSH_HELPER_KILLED: {
    exit: [137, 143],
    pattern: /^/,
    state: 'what connects to the daemon was killed on the host',
    remedy: AT_ONCE,
  },
  SSH_NETCAT_ENDED: {
    exit: [0, 1],
    heard: true,
    pattern: /^/,
    state: 'the libvirt daemon of the host ended the connection',
    remedy: AT_ONCE,
  },
  SSH_KILLED: {
    exit: [null],
    pattern: /^/,
    state: 'ssh on this machine ended ({end})',
    remedy: AT_ONCE,
  },
  SSH_POLKIT_UNAVAILABLE: {
    state: 'the daemon of the host asks polkit, which does not answer: {last}',
    remedy: 'start dbus and polkit on the host, or ask read-only',
  },
  SSH_POLKIT_REFUSED: {
    state: 'polkit on the host did not let {user} in: {last}',
    remedy: 'add that user to the group libvirt on the host ("usermod -aG libvirt NAME"), or ask read-only',
  },
  SSH_FAILED: {
    exit: SSH,
    pattern: /\S/,
    state: 'ssh failed: {last}',
    remedy: 'try "{login}"',
  },
  SSH_SHELL_ENDED: {
    pattern: /\S/,
    state: 'the login shell or forced command on the host ended with {end}: {last}',
    remedy: 'try "{login} virt-ssh-helper -V"',
  },
  SSH_ENDED: {
    pattern: /^/,
    state: 'it ended with {end} and no word',
    remedy:
      'try "{login} virt-ssh-helper -V": the start files of the login shell or a forced command may end first',
  },
} as const satisfies Readonly<Record<string, SshFailure>>;

export type SshFailureCode = keyof typeof sshFailures;
