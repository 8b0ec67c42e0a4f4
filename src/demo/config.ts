import { choice, count, section as sectionOf } from '../lib/settings/mod.ts';

/** Section `demo` of the configuration. */
export const section = sectionOf({
  guests: count(1, 10_000, { description: 'How many VMs the demo hypervisor has.', default: 12 }),
  when: choice(['auto', 'always', 'never'], {
    description:
      'When the demo hypervisor runs. With auto: when no hypervisor is found and none is configured.',
    default: 'auto',
  }),
});
