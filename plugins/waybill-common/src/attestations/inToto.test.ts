import fc from 'fast-check';
import { canonicalJson } from './canonicalJson';
import { buildAttestationStatement, formatStatement } from './inToto';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('buildAttestationStatement', () => {
  it('is what cosign attest signs', () => {
    const statement = buildAttestationStatement({
      repository: '127.0.0.1:5001/c/img3',
      digest: DIGEST,
      predicateType: 'https://example.com/scan/v1',
      predicate: { scanner: 'x', result: 'pass', findings: 0 },
    });
    expect(formatStatement(statement)).toBe(
      `{"_type":"https://in-toto.io/Statement/v0.1","subject":[{"digest":{"sha256":"${'a'.repeat(
        64,
      )}"},"name":"127.0.0.1:5001/c/img3"}],"predicateType":"https://example.com/scan/v1","predicate":{"findings":0,"result":"pass","scanner":"x"}}`,
    );
  });

  it('refuses what is no digest', () => {
    expect(() =>
      buildAttestationStatement({
        repository: 'r.example/x',
        digest: 'latest',
        predicateType: 'x',
        predicate: {},
      }),
    ).toThrow(expect.objectContaining({ code: 'INVALID_DIGEST' }));
  });
});

describe('canonicalJson', () => {
  it('says the same of the same, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it('leaves out what is absent and keeps large numbers', () => {
    expect(
      canonicalJson({ b: undefined, a: [undefined, 12345678901234567890n] }),
    ).toBe('{"a":[null,"12345678901234567890"]}');
  });

  it('refuses what is nested without end', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 100; depth++) value = [value];
    expect(() => canonicalJson(value)).toThrow(RangeError);
  });
});
