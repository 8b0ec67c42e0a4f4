import type { Device } from '../../../model/entity.ts';
import type { Definition } from './definition.ts';
import { DescriptionBuilder } from './description.ts';
import type { Omissions } from '../limits.ts';
import { walkXml } from './walk-xml.ts';

/** What virtscope reads from a domain's XML: identities, labels and facts, nothing that changes with time. */
export interface DomainDescription {
  readonly definition: Definition;
  readonly disks: readonly Device[];
  /** In the order of `<interface>`, which is the order of `net.N` in the statistics. */
  readonly nics: readonly Device[];
  /** Seconds between balloon reports, null where none are asked for. */
  readonly balloonPeriodSeconds: number | null;
  /** Whether guest memory, or a part of it, is in huge pages. */
  readonly hugepages: boolean;
  /** Whether a guest agent has its channel open. */
  readonly agentConnected: boolean;
  /** What limits left out. */
  readonly omitted: Omissions;
}

/**
 * Reads a domain's definition and devices from its XML (https://libvirt.org/formatdomain.html).
 * @throws Error when the XML is not well-formed or beyond a limit
 */
export async function parseDomainXml(xml: string): Promise<DomainDescription> {
  const builder = new DescriptionBuilder();
  await walkXml(xml, builder.root);
  return builder.build();
}
