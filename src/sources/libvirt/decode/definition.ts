import { ElementText } from './element-text.ts';
import { MetadataReader, type Metadata } from './metadata.ts';
import { places, type Place } from './walk-xml.ts';

/** What a VM was given and is, from its XML; null where the XML does not have it. */
export interface Definition extends Metadata {
  readonly title: string | null;
  readonly description: string | null;
  readonly vcpus: number | null;
  readonly maxVcpus: number | null;
  readonly memoryBytes: number | null;
  readonly maxMemoryBytes: number | null;
  readonly firmware: string | null;
  readonly machineType: string | null;
}

const MAX_VCPUS = 65_536;

/** Bytes of libvirt's units of memory (https://libvirt.org/formatdomain.html#memory-allocation). */
const units: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  k: 2 ** 10,
  KiB: 2 ** 10,
  M: 2 ** 20,
  MiB: 2 ** 20,
  G: 2 ** 30,
  GiB: 2 ** 30,
  T: 2 ** 40,
  TiB: 2 ** 40,
};

/** Reads what is not a device from a domain's XML. */
export class DefinitionReader {
  readonly places: Readonly<Record<string, Place>>;
  readonly #metadata = new MetadataReader();
  readonly #title = new ElementText();
  readonly #description = new ElementText();
  readonly #vcpu = new ElementText();
  readonly #memory = new ElementText();
  readonly #currentMemory = new ElementText();
  readonly #type = new ElementText();
  #isUefi = false;
  #isSecureBoot = false;

  constructor() {
    const loader: Place = {
      open: ({ type, secure }) => {
        this.#isUefi ||= type === 'pflash';
        this.#isSecureBoot ||= secure === 'yes';
      },
    };
    const feature: Place = {
      open: ({ name, enabled }) => void (this.#isSecureBoot ||= name === 'secure-boot' && enabled === 'yes'),
    };
    const os: Place = {
      open: ({ firmware }) => void (this.#isUefi ||= firmware === 'efi'),
      inside: places({ type: this.#type.place, loader, firmware: { inside: places({ feature }) } }),
    };
    this.places = {
      title: this.#title.place,
      description: this.#description.place,
      metadata: this.#metadata.place,
      vcpu: this.#vcpu.place,
      memory: this.#memory.place,
      currentMemory: this.#currentMemory.place,
      os,
    };
  }

  /** Tags beyond the limit. */
  get tagsLeftOut(): number {
    return this.#metadata.tagsLeftOut;
  }

  build(): Definition {
    const maxVcpus = count(this.#vcpu.text);
    const maxMemoryBytes = bytes(this.#memory);
    return {
      ...this.#metadata.build(),
      title: this.#title.text,
      description: this.#description.text,
      vcpus: count(this.#vcpu.attribute('current')) ?? maxVcpus,
      maxVcpus,
      memoryBytes: bytes(this.#currentMemory) ?? maxMemoryBytes,
      maxMemoryBytes,
      firmware: this.#firmware(),
      machineType:
        [this.#type.attribute('machine'), this.#type.attribute('arch')].filter(Boolean).join(', ') || null,
    };
  }

  /** Only PCs start with a BIOS where nothing else is given. */
  #firmware(): string | null {
    if (this.#isUefi) return this.#isSecureBoot ? 'UEFI, secure boot' : 'UEFI';
    return /^(x86_64|i686)$/.test(this.#type.attribute('arch') ?? '') ? 'BIOS' : null;
  }
}

function count(text: string | null): number | null {
  const value = text === null ? NaN : Number(text);
  return Number.isInteger(value) && value > 0 && value <= MAX_VCPUS ? value : null;
}

function bytes(element: ElementText): number | null {
  const unit = units[element.attribute('unit') ?? 'KiB'];
  const value = Number(element.text ?? NaN) * (unit ?? NaN);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}
