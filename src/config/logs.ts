import { section } from '../lib/settings/mod.ts';
import { journal, libvirtUnits, units } from '../sources/journal/config.ts';
import { files, libvirt, libvirtLogs } from '../sources/log-files/config.ts';

/** Section `logs` of the configuration: only what stands here can be read through the API. */
export const logs = section(
  { libvirt, files, journal, units },
  {
    parse: (values) => ({
      files: [...new Set([...(values.libvirt ? libvirtLogs : []), ...values.files])],
      /** Null: it is not read. Units are null where all are. */
      journal: values.journal === 'off' ? null : { units: unitsOf(values) },
    }),
  },
);

function unitsOf(values: {
  readonly journal: string;
  readonly units: readonly string[];
}): readonly string[] | null {
  return values.journal === 'all' ? null : [...new Set([...libvirtUnits, ...values.units])];
}
