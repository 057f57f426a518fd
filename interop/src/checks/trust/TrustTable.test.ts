import { TrustTable } from './TrustTable';

describe('TrustTable', () => {
  it('prints what went well where, and why something cannot be', () => {
    const table = new TrustTable();
    expect(table.isEmpty).toBe(true);
    table.record('waybill, key P-256', 'bundle', 'waybill', 'FAILED');
    table.record('waybill, key P-256', 'bundle', 'waybill', 'ok');
    table.record('waybill, key P-256', 'bundle', 'waybill', 'ok');
    table.record('waybill, key P-256', 'bundle', 'cosign', 'FAILED');
    table.record('cosign, keyless', 'legacy', 'cosign', 'it has no place');

    expect(table.isEmpty).toBe(false);
    expect(table.print()).toBe(
      [
        'signer, form                waybill  cosign',
        'waybill, key P-256, bundle  ok 2/2   FAILED 0/1',
        'cosign, keyless, legacy     -        (1)',
        '(1) it has no place',
      ].join('\n'),
    );
  });
});
