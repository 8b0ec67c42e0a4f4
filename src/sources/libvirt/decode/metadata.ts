import { cutText } from '../../../lib/text/cut-text.ts';
import { LIMITS } from '../limits.ts';
import { ElementText } from './element-text.ts';
import { localPlaces, type Attributes, type Place } from './walk-xml.ts';

/** What is known of a VM from the metadata of its definition, which programs and people put there. */
export interface Metadata {
  readonly tags: readonly string[];
  /** Name, project and flavor of an instance of OpenStack Nova. */
  readonly instance: string | null;
  readonly project: string | null;
  readonly flavor: string | null;
  /** Operating system by the identifier of libosinfo, which virt-install, virt-manager and Cockpit write. */
  readonly os: string | null;
}

/** Followed by the version, `1.0` or `1.1`. */
const NOVA = 'http://openstack.org/xmlns/libvirt/nova/';

/**
 * Reads the elements of `<metadata>` that are known. There is no standard for tags: an element `tags` in any name space is
 * taken, with its text, separated by blanks or commas, or with an element `tag` for each (docs/reference/facts.md).
 */
export class MetadataReader {
  readonly place: Place;
  readonly #tags = new Set<string>();
  readonly #tagsText = new ElementText();
  readonly #nova = { name: new ElementText(), project: new ElementText() };
  #isNova = false;
  #flavor: string | null = null;
  #osId: string | null = null;
  #tag = '';
  #tagsLeftOut = 0;

  constructor() {
    const { name, project } = this.#nova;
    const flavor: Place = { open: ({ name: of }) => void (this.#flavor = of || null) };
    const instance: Place = {
      open: (attributes) => void (this.#isNova ||= isIn(NOVA, attributes)),
      inside: localPlaces({
        name: name.place,
        flavor,
        owner: { inside: localPlaces({ project: project.place }) },
      }),
    };
    const libosinfo: Place = {
      inside: localPlaces({ os: { open: ({ id }) => void (this.#osId ??= id || null) } }),
    };
    const tag: Place = {
      open: () => void (this.#tag = ''),
      text: (text) => void (this.#tag = cutText(this.#tag + text, LIMITS.labelLength)),
      close: () => this.#addTag(this.#tag.trim()),
    };
    const tags: Place = { ...this.#tagsText.place, inside: localPlaces({ tag }) };
    this.place = { inside: localPlaces({ instance, libosinfo, tags }) };
  }

  /** Tags beyond the limit. */
  get tagsLeftOut(): number {
    return this.#tagsLeftOut;
  }

  build(): Metadata {
    for (const tag of this.#tagsText.text?.split(/[\s,]+/) ?? []) this.#addTag(tag);
    const { name, project } = this.#nova;
    return {
      tags: [...this.#tags],
      instance: this.#isNova ? name.text : null,
      project: this.#isNova ? (project.text ?? project.attribute('uuid')) : null,
      flavor: this.#isNova && this.#flavor ? cutText(this.#flavor, LIMITS.labelLength) : null,
      os: this.#osId === null ? null : osName(this.#osId),
    };
  }

  #addTag(text: string): void {
    if (text === '') return;
    if (this.#tags.size >= LIMITS.tags) this.#tagsLeftOut++;
    else this.#tags.add(cutText(text, LIMITS.tagLength));
  }
}

/** Whether an element declares a name space that begins so. */
function isIn(namespace: string, attributes: Attributes): boolean {
  return Object.values(attributes).some((value) => value.startsWith(namespace));
}

/**
 * @example
 * import assert from 'node:assert/strict';
 * import { osName } from './metadata.ts';
 * assert.equal(osName('http://debian.org/debian/12'), 'debian 12');
 * assert.equal(osName('http://libosinfo.org/unknown'), null);
 */
export function osName(id: string): string | null {
  const [, name, version = ''] = /^https?:\/\/[^/]+\/([^/]+)(?:\/([^/]+))?$/.exec(id) ?? [];
  if (!name || name === 'unknown') return null;
  return cutText(`${name} ${version}`.trim(), LIMITS.labelLength);
}
