import { choice, list, text } from '../../lib/settings/mod.ts';

/** Units of libvirt's daemons, one for all and one for each task. */
export const libvirtUnits = (
  'libvirtd virtqemud virtlogd virtlockd virtnetworkd virtnodedevd virtproxyd virtsecretd virtstoraged ' +
  'virtinterfaced virtnwfilterd libvirt-guests'
)
  .split(' ')
  .map((name) => `${name}.service`);

/** Key `logs.journal`. */
export const journal = choice(['auto', 'all', 'off'], {
  description:
    "What of systemd's journal is read, where there is one. With auto: the units of libvirt and those of `logs.units`. " +
    'With all: everything, and what was lost is counted.',
  default: 'auto',
});

/** Key `logs.units`. */
export const units = list(
  text('a unit of systemd such as ssh.service', (name) => /^[\w:.\\@-]{1,255}\.[a-z]+$/.test(name), {
    description: 'A unit whose entries are read.',
  }),
  {
    what: 'units',
    description:
      "Further units whose entries of systemd's journal are read. Everyone who may read logs can read them.",
    most: 100,
  },
);
