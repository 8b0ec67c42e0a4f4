import type { LibvirtUri, SshFailureCode } from '@virtscope/libvirt';
import type { TestStep } from '../../../model/connection.ts';

/** The step of a test that each failure of ssh belongs to. What keeps ssh from trying anything belongs to the first. */
export const stepOfSshFailure: Readonly<Record<SshFailureCode, TestStep>> = {
  SSH_NOT_FOUND: 'name',
  SSH_CONFIG_INVALID: 'name',
  SSH_NAME_UNKNOWN: 'name',
  SSH_CONNECTION_REFUSED: 'connection',
  SSH_NO_ROUTE: 'connection',
  SSH_CONNECT_TIMEOUT: 'connection',
  SSH_CONNECT_FAILED: 'connection',
  SSH_SERVER_BUSY: 'connection',
  SSH_NO_COMMON_ALGORITHM: 'connection',
  SSH_JUMP_FAILED: 'connection',
  SSH_SILENT: 'connection',
  SSH_KILLED: 'connection',
  SSH_FAILED: 'connection',
  SSH_HOST_KEY_CHANGED: 'host-key',
  SSH_HOST_KEY_REVOKED: 'host-key',
  SSH_HOST_KEY_UNKNOWN: 'host-key',
  SSH_KEY_FILE_EXPOSED: 'login',
  SSH_KEY_FILE_INVALID: 'login',
  SSH_KEY_FILE_MISSING: 'login',
  SSH_TOO_MANY_KEYS: 'login',
  SSH_KEY_REFUSED: 'login',
  SSH_ACCOUNT_EXPIRED: 'login',
  SSH_PASSWORD_EXPIRED: 'login',
  SSH_SESSION_REFUSED: 'login',
  SSH_LOGIN_CLOSED: 'login',
  SSH_CLOSED_BY_HOST: 'login',
  SSH_ACCOUNT_WITHOUT_SHELL: 'login',
  SSH_SHELL_PRINTS: 'login',
  SSH_SHELL_ENDED: 'login',
  SSH_ENDED: 'login',
  SSH_HELPER_MISSING: 'socket',
  SSH_NETCAT_MISSING: 'socket',
  SSH_NOT_EXECUTABLE: 'socket',
  SSH_SOCKET_DENIED: 'socket',
  SSH_DAEMON_DOWN: 'socket',
  SSH_DAEMON_CLOSED: 'socket',
  SSH_HELPER_FAILED: 'socket',
  SSH_HELPER_KILLED: 'socket',
  SSH_NETCAT_ENDED: 'socket',
  SSH_POLKIT_UNAVAILABLE: 'polkit',
  SSH_POLKIT_REFUSED: 'polkit',
};

export type Transport = LibvirtUri['transport'];

/** Steps that a connection has; the others are skipped. */
export const stepsOf: Readonly<Record<Transport, readonly TestStep[]>> = {
  unix: ['socket', 'polkit', 'rights', 'poll'],
  tcp: ['name', 'connection', 'socket', 'polkit', 'rights', 'poll'],
  tls: ['name', 'connection', 'socket', 'polkit', 'rights', 'poll'],
  ssh: ['name', 'connection', 'host-key', 'login', 'socket', 'polkit', 'rights', 'poll'],
};
