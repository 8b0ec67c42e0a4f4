export interface RemoteCommandOptions {
  /** The URI that the host opens, such as `qemu:///system`. */
  readonly uri: string;
  readonly readOnly: boolean;
  /** `native` is virt-ssh-helper, `auto` netcat where there is no helper. */
  readonly proxy: 'auto' | 'native' | 'netcat';
  /** Name or path of netcat on the host. */
  readonly netcat: string;
  /** Socket of the daemon for netcat; null for libvirt's own. */
  readonly socket: string | null;
}

/**
 * The command that a host's login shell runs to connect standard input and output with its daemon: byte for byte what
 * virsh 9.0 sends, since administrators permit exactly that. Only a socket whose name has special characters is quoted
 * here, which virsh does not do.
 */
export function remoteCommand({ uri, readOnly, proxy, netcat, socket }: RemoteCommandOptions): string {
  const helper = `virt-ssh-helper ${readOnly ? '-r ' : ''}${word(uri)}`;
  if (proxy === 'native') return `sh -c '${helper}'`;
  const nc = word(netcat);
  const path = socket ?? `/var/run/libvirt/libvirt-sock${readOnly ? '-ro' : ''}`;
  // Without -q0 the netcat that knows it stays for ever when its standard input ends.
  const connect =
    `if ${nc} -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then ARG=-q0;else ARG=;fi;` +
    `${nc} $ARG -U ${isPlain(path) ? path : word(path)}`;
  if (proxy === 'netcat') return `sh -c '${connect}'`;
  return `sh -c 'which virt-ssh-helper 1>/dev/null 2>&1; if test $? = 0; then     ${helper}; else    ${connect}; fi'`;
}

function isPlain(text: string): boolean {
  return /^[\w@%+:,./-]+$/.test(text);
}

/** A word of the inner shell's command. The quotes end those of the outer shell's and begin them again. */
function word(text: string): string {
  return `'${isPlain(text) ? text : quote(quote(text))}'`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
