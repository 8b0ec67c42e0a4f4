import type { Guest } from '../guests/guest.ts';
import { escapeXml } from '../../lib/text/xml.ts';

/** Name spaces in the metadata: OpenStack's, libosinfo's, and the one that the documentation of virtscope suggests. */
const NOVA = 'http://openstack.org/xmlns/libvirt/nova/1.1';
const LIBOSINFO = 'http://libosinfo.org/xmlns/libvirt/domain/1.0';
const TAGS = 'urn:virtscope:tags';

/** Elements of a guest's metadata by name space, as libvirt gives each alone: without a prefix. */
export function metadataOf(guest: Guest): ReadonlyMap<string, string> {
  const { about, memoryKib, vcpus } = guest;
  const found = new Map<string, string>();
  if (about.project)
    found.set(NOVA, novaXml(guest, about.project, `m1.c${vcpus}r${Math.round(memoryKib / 2 ** 20)}`));
  found.set(LIBOSINFO, `<libosinfo>\n  <os id="${about.osId}"/>\n</libosinfo>`);
  found.set(TAGS, `<tags>${about.tags.map((tag) => `\n  <tag>${escapeXml(tag)}</tag>`).join('')}\n</tags>`);
  return found;
}

const prefixes: Readonly<Record<string, string>> = {
  [NOVA]: 'nova',
  [LIBOSINFO]: 'libosinfo',
  [TAGS]: 'virtscope',
};

/** All of them as they are in the definition: with prefixes. */
export function metadataXml(guest: Guest): string {
  const elements = Array.from(metadataOf(guest), ([uri, xml]) => {
    const prefix = prefixes[uri] ?? '';
    const named = xml
      .replaceAll(/<(\/?)(\w)/g, `<$1${prefix}:$2`)
      .replace(/^<[\w:]+/, `$& xmlns:${prefix}="${uri}"`);
    return named.replaceAll(/^/gm, '    ');
  });
  return `  <metadata>\n${elements.join('\n')}\n  </metadata>\n`;
}

function novaXml({ name, vcpus, memoryKib }: Guest, project: string, flavor: string): string {
  return `<instance>
  <package version="26.2.2"/>
  <name>${escapeXml(name)}</name>
  <flavor name="${flavor}">
    <memory>${Math.round(memoryKib / 1024)}</memory>
    <vcpus>${vcpus}</vcpus>
  </flavor>
  <owner>
    <user uuid="demo">demo</user>
    <project uuid="demo">${escapeXml(project)}</project>
  </owner>
</instance>`;
}
