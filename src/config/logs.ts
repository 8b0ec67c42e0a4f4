import { section } from '../lib/settings/mod.ts';
import { files, libvirt, libvirtLogs } from '../sources/log-files/config.ts';

/** Section `logs` of the configuration: only what stands here can be read through the API. */
export const logs = section(
  { libvirt, files },
  {
    parse: ({ libvirt: isRead, files: paths }) => ({
      files: [...new Set([...(isRead ? libvirtLogs : []), ...paths])],
    }),
  },
);
