import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLab, virsh, type Lab } from '../../../lab/mod.ts';
import { startDemo } from '../../../src/demo/mod.ts';
import { withoutLab } from '../../e2e/lab.ts';
import { parseExposition, seriesKey, type Exposition } from '../../exposition.ts';
import { eventually, startProgram, type Program } from '../../program.ts';
import { startExporter, withoutExporter } from './exporter.ts';

const uri = 'qemu:///system';
/** An empty drive, an interface without a tap, and a name that must be escaped. */
const odd = { name: 'odd "q" \\ é', uuid: '5f0e0000-0000-4000-8000-0000000000aa' };
/**
 * The exporter reads the kernel's ticks, user and system time each cut off to 10 ms; we read the control group, which
 * lacks what QEMU used before it was put there.
 */
const cpuSlackSeconds = 0.05;

describe('the libvirt exporter beside ?names=libvirt', { skip: withoutExporter() || withoutLab() }, () => {
  let lab: Lab;
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-exporter-'));
  before(async () => {
    lab = await startLab({ linux: 1, sleepers: 3, paused: 1 });
    // One that is off: the exporter does not list it.
    await virsh(['destroy', 'lab-sleeper003']);
    const file = join(folder, 'odd.xml');
    writeFileSync(file, oddXml(await virsh(['dumpxml', '--inactive', 'lab-sleeper002'])));
    await virsh(['create', file]);
  });
  after(async () => {
    await virsh(['destroy', odd.name]);
    await lab?.stop();
    rmSync(folder, { recursive: true });
  });

  it('gives the same series of the same guests, counters between two of its scrapes', async () => {
    await using program = await startProgram(['--no-demo', '--libvirt', uri]);
    await described(program);
    const { earlier } = await compare(uri, program);
    assert.ok(earlier.samples.some(({ labels }) => labels['domain'] === odd.name));
  });
});

describe('the libvirt exporter beside ?names=libvirt, both of the demo', { skip: withoutExporter() }, () => {
  it('gives the same series of the same guests, counters between two of its scrapes', async () => {
    const demo = await startDemo({ guests: 50, calm: true });
    try {
      await using program = await startProgram(['--no-demo', '--libvirt', demo.uri]);
      await described(program);
      const { ours } = await compare(demo.uri, program);
      // Guests with several disks and interfaces, and an empty drive.
      assert.ok(ours.samples.length > 50 * 17, `${ours.samples.length} samples`);
    } finally {
      await demo.stop();
    }
  });
});

/** Waits until the XML of all domains that are on was read: the labels of their devices come from there. */
async function described(program: Program): Promise<void> {
  await eventually(
    () => program.json<{ state: string; devices: unknown[] | null }[]>('/vms'),
    (vms) => {
      const on = vms.filter(({ state }) => state !== 'shutoff');
      return on.length > 0 && on.every(({ devices }) => (devices ?? []).length > 0);
    },
    30,
    'the devices of all guests',
  );
}

/** One scrape of ours between two of the exporter's: the same series, and no value outside of theirs. */
async function compare(of: string, program: Program): Promise<{ earlier: Exposition; ours: Exposition }> {
  await using exporter = await startExporter(of);
  const earlier = libvirtPart(await exporter.scrape());
  const ours = libvirtPart(await program.text('/metrics?names=libvirt'));
  const later = libvirtPart(await exporter.scrape());
  assert.deepEqual(Object.fromEntries(ours.types), Object.fromEntries(earlier.types));
  assert.deepEqual(ours.samples.map(seriesKey).toSorted(), earlier.samples.map(seriesKey).toSorted());
  const [least, most] = [valuesOf(earlier), valuesOf(later)];
  for (const sample of ours.samples) {
    const key = seriesKey(sample);
    const slack = sample.name.includes('_cpu_time_') ? cpuSlackSeconds : 0;
    const [from = NaN, to = NaN] = [least.get(key), most.get(key)];
    assert.ok(
      from - slack <= sample.value && sample.value <= to + slack,
      `${key}: ${from} ≤ ${sample.value} ≤ ${to}`,
    );
  }
  return { earlier, ours };
}

/** Without the metrics of the exporter itself. */
function libvirtPart(text: string): Exposition {
  return parseExposition(text.replaceAll(/^(# \w+ )?(?!#|libvirt_).*\n/gm, ''));
}

function valuesOf({ samples }: Exposition): Map<string, number> {
  return new Map(samples.map((sample) => [seriesKey(sample), sample.value]));
}

/** The definition of another guest with devices of its own. */
function oddXml(xml: string): string {
  const devices = `<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
    <interface type='mcast'><source address='230.0.0.1' port='5558'/></interface>
    <interface type='bridge'><source bridge='labbr0'/></interface>`;
  const escaped = odd.name.replaceAll('"', '&quot;');
  return xml
    .replace(/<name>.*<\/name>/, `<name>${escaped}</name>`)
    .replace(/<uuid>.*<\/uuid>/, `<uuid>${odd.uuid}</uuid>`)
    .replaceAll(/<(disk|interface) [^]*?<\/\1>\s*/g, '')
    .replace('</devices>', `${devices}</devices>`);
}
