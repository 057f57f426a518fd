import { STORAGE_MODE_TITLES } from '@waybill/backstage-plugin-waybill-common';
import { STORAGE_CHOICES } from './command';

describe('waybill check --storage', () => {
  it('offers the modes that there are', () => {
    expect([...STORAGE_CHOICES].sort()).toEqual(
      Object.keys(STORAGE_MODE_TITLES).sort(),
    );
  });
});
