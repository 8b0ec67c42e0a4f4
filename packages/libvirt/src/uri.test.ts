import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UriError } from './error.ts';
import { parseUri, type LibvirtUri, type UriOptions } from './uri.ts';

const root: UriOptions = { uid: 0, environment: { XDG_RUNTIME_DIR: '/run/user/7', HOME: '/home/u' } };

describe('parseUri', () => {
  it('knows the URIs users write', () => {
    const f = (text: string, want: Partial<LibvirtUri>, options: UriOptions = {}) => {
      const got = parseUri(text, { ...root, ...options });
      for (const [key, value] of Object.entries(want)) {
        assert.deepEqual(got[key as keyof LibvirtUri], value, `${text} ${key}`);
      }
    };
    const ro = { readOnly: true };
    f('qemu:///system', {
      transport: 'unix',
      driverUri: 'qemu:///system',
      socketCandidates: ['/run/libvirt/virtqemud-sock', '/run/libvirt/libvirt-sock'],
    });
    f(
      'qemu:///system',
      { socketCandidates: ['/run/libvirt/virtqemud-sock-ro', '/run/libvirt/libvirt-sock-ro'] },
      ro,
    );
    f(
      'qemu:///session',
      { socketCandidates: ['/run/user/7/libvirt/virtqemud-sock', '/run/user/7/libvirt/libvirt-sock'] },
      { ...ro, uid: 7 },
    );
    // What virsh 9.0 connects to as root.
    f(
      'qemu:///session',
      {
        socketCandidates: ['/run/libvirt/virtqemud-sock-ro', '/run/libvirt/libvirt-sock-ro'],
        driverUri: 'qemu:///session',
      },
      ro,
    );
    f('qemu+unix:///session?mode=legacy', { socketCandidates: ['/run/libvirt/libvirt-sock'] });
    f('qemu+Unix:///system', { driver: 'qemu', transport: 'unix', driverUri: 'qemu:///system' });
    f('remote:///system', {
      transport: 'unix',
      socketCandidates: ['/run/libvirt/libvirt-sock'],
      driverUri: '',
    });
    f('remote+unix:///', { socketCandidates: ['/run/libvirt/libvirt-sock-ro'], driverUri: '' }, ro);
    f('remote+TCP://host/system', { transport: 'tcp', host: 'host', port: 16_509, driverUri: '' });
    f('remote://host/', { transport: 'tls', driverUri: '' });
    f('remote+tls://host/?name=xen:///system', { driverUri: 'xen:///system' });
    f(
      'qemu:///session?mode=legacy',
      { socketCandidates: ['/home/u/.cache/libvirt/libvirt-sock'] },
      { environment: { HOME: '/home/u' }, uid: 7 },
    );
    f('qemu:///system?mode=direct', { socketCandidates: ['/run/libvirt/virtqemud-sock'] });
    f('xen:///system?mode=direct', { socketCandidates: ['/run/libvirt/virtxend-sock'] });
    f('test:///default', { socketCandidates: ['/run/libvirt/libvirt-sock'], driverUri: 'test:///default' });
    f(
      'test:///default',
      { socketCandidates: ['/run/libvirt/libvirt-sock-ro', '/run/user/7/libvirt/libvirt-sock'] },
      { ...ro, uid: 7 },
    );
    f('qemu+unix:///system?socket=/tmp/a%20b', {
      socketCandidates: ['/tmp/a b'],
      driverUri: 'qemu:///system',
    });
    f('qemu+tls://host/system', { transport: 'tls', host: 'host', port: 16_514, verify: true });
    f('qemu://host/system', { transport: 'tls', socketCandidates: [] });
    f('qemu+tls://host:1234/system?pkipath=/pki&no_verify=1', { port: 1234, pkiPath: '/pki', verify: false });
    f('qemu+tcp://[::1]/system', { transport: 'tcp', host: '::1', port: 16_509 });
    f('qemu+SSH://root@host:22/system?keyfile=/k&foo=1', {
      transport: 'ssh',
      host: 'host',
      port: 22,
      driverUri: 'qemu:///system?foo=1',
      socketCandidates: [],
    });
    f('qemu+tls://host/system', { ssh: null });
    f('lxc+tcp://host/?name=lxc:///other', { driverUri: 'lxc:///other' });
    f('test+tcp://host/default?seed=3&no_tty=1', { driverUri: 'test:///default?seed=3' });
  });

  it('refuses what it cannot connect to, saying why', () => {
    const f = (text: string, code: string, message: RegExp) =>
      assert.throws(
        () => parseUri(text, root),
        (error) => {
          assert.ok(error instanceof UriError);
          assert.equal(error.code, code, text);
          assert.match(error.message, message);
          return true;
        },
      );
    f('qemu+libssh2://host/system', 'URI_UNSUPPORTED', /transport "libssh2" is not supported; use ssh, tls/);
    f('esx://host/', 'URI_UNSUPPORTED', /not served by a libvirt daemon/);
    f('', 'URI_INVALID', /not a URI/);
    f('/run/libvirt/libvirt-sock', 'URI_INVALID', /not a URI/);
    f(' qemu:///system', 'URI_INVALID', /not a URI/);
    f('qemu:///system ', 'URI_INVALID', /not a URI/);
    f('qemu:///sys\ttem', 'URI_INVALID', /not a URI/);
    f('http://host/system', 'URI_INVALID', /unknown driver "http"/);
    f('QEMU:///system', 'URI_INVALID', /unknown driver "QEMU"/);
    f('Remote:///system', 'URI_INVALID', /unknown driver "Remote"/);
    f('constructor:///system', 'URI_INVALID', /unknown driver/);
    f('qemu+unix://host/system', 'URI_INVALID', /has no host/);
    f('qemu+tls:///system', 'URI_INVALID', /no host/);
    f('qemu+tcp:///system', 'URI_INVALID', /no host/);
    f('qemu+tcp://-x/system', 'URI_INVALID', /begins with "-"/);
    f('qemu+ssh://-oProxyCommand=x/system', 'URI_INVALID', /begins with "-"/);
    f('qemu:///system?mode=quick', 'URI_INVALID', /unknown mode/);
    f('qemu://host', 'URI_INVALID', /no path/);
  });
});
