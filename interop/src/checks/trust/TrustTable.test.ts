import { TrustTable } from './TrustTable';

describe('TrustTable', () => {
  it('prints what went well on how many registries', () => {
    const table = new TrustTable();
    expect(table.isEmpty).toBe(true);
    table.record('waybill, key P-256', 'bundle', 'waybill', 'FAILED');
    table.record('waybill, key P-256', 'bundle', 'waybill', 'ok');
    table.record('waybill, key P-256', 'bundle', 'waybill', 'ok');
    table.record('waybill, key P-256', 'bundle', 'cosign', 'FAILED');
    table.record('cosign, keyless', 'legacy', 'cosign', 'ok');

    expect(table.isEmpty).toBe(false);
    expect(table.print()).toBe(
      [
        'signer, form                waybill  cosign',
        'waybill, key P-256, bundle  ok 2/2   FAILED 0/1',
        'cosign, keyless, legacy     -        ok 1/1',
      ].join('\n'),
    );
  });
});
