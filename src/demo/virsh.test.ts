import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { printDomainStats } from '@virtscope/libvirt';
import { startTestDemo, type TestDemo } from './test-demo.ts';

const missing = spawnSync('virsh', ['--version']).error ? 'virsh is not installed' : false;

/** What the real client prints, or its complaint. */
function virsh(demo: TestDemo, ...args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return new Promise((resolve) => {
    execFile('virsh', ['-c', demo.uri, ...args], { env, maxBuffer: 1e8 }, (_error, out, complaint) =>
      resolve(out.trimEnd() || complaint.trim()),
    );
  });
}

describe('the real client virsh', { skip: missing }, () => {
  it('prints the statistics that our own client reads', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const printed = await virsh(demo, '-r', 'domstats', '--raw');
    assert.equal(printed, printDomainStats(await client.getAllDomainStats()).trimEnd());
  });

  it('is at home: lists, looks up, and understands refusals', async () => {
    await using demo = await startTestDemo();
    assert.match(await virsh(demo, 'list', '--all'), /web-01 +running\n[^]*golden-image +shut off/);
    assert.match(await virsh(demo, 'version'), /QEMU 9\.0\.0\nRunning hypervisor: QEMU 7\.2\.22/);
    assert.match(await virsh(demo, 'dominfo', 'web-01'), /State: +running\nCPU\(s\): +4/);
    assert.match(await virsh(demo, 'domiflist', 'router-01'), /vnet\d+ +bridge +br0 +virtio +52:54:00/);
    assert.match(await virsh(demo, 'guestinfo', 'web-01'), /os\.id +: debian/);
    assert.match(
      await virsh(demo, '-r', 'guestinfo', 'web-01'),
      /read only access prevents virDomainGetGuestInfo/,
    );
    assert.match(await virsh(demo, 'domstate', 'nosuch'), /failed to get domain 'nosuch'/);
    demo.server.command('web-01', 'hang');
    assert.equal(await virsh(demo, 'domcontrol', 'web-01'), 'ok');
    assert.match(await virsh(demo, 'domstats', '--state', 'web-01'), /state\.state=1/);
  });

  it('receives events', async () => {
    await using demo = await startTestDemo();
    const heard = virsh(demo, 'event', '--all', '--loop', '--timeout', '1');
    // The real client's own second is the only way to know that it has registered.
    const pausing = setInterval(() => {
      try {
        demo.server.command('web-01', 'pause');
      } catch {
        demo.server.command('web-01', 'resume');
      }
    }, 50);
    const text = await heard;
    clearInterval(pausing);
    assert.match(text, /event 'lifecycle' for domain 'web-01': Suspended Paused/);
    assert.match(text, /event 'lifecycle' for domain 'web-01': Resumed Unpaused/);
  });
});
