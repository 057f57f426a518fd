import type { HopName } from '@waybill/backstage-plugin-waybill-common';

export const HOP_TITLE: Record<HopName, string> = {
  published: 'Published',
  signed: 'Signed',
  declared: 'Declared',
  synced: 'Synced',
  applied: 'Applied',
  ready: 'Ready',
  running: 'Running',
};
