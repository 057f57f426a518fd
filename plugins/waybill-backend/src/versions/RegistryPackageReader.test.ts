import { createHash, generateKeyPairSync } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '@waybill/backstage-plugin-waybill-node';
import { RegistryPackageReader } from './RegistryPackageReader';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const POLICY: TrustPolicy = {
  name: 'portal',
  repositories: ['registry.example.com/**'],
  keys: [
    {
      name: 'release',
      publicKeyPem: publicKey
        .export({ type: 'spki', format: 'pem' })
        .toString(),
    },
  ],
  identities: [],
  transparencyLog: 'optional',
  timestamp: 'optional',
  attestations: [],
};

const readerOf = (
  changes: Partial<TrustPolicy> = {},
  trustRootSettings?: unknown,
) =>
  new RegistryPackageReader(
    new MemoryRegistryClient(),
    { policies: [{ ...POLICY, ...changes }], trustRootSettings },
    ['registry.example.com'],
  );

describe('RegistryPackageReader', () => {
  it('shows the policies with the hints by which cosign names keys', () => {
    const der = publicKey.export({ type: 'spki', format: 'der' });
    const keyHint = createHash('sha256').update(der).digest('base64');
    expect(readerOf().trust).toEqual([
      { ...POLICY, keys: [{ ...POLICY.keys[0], keyHint }] },
    ]);
  });

  it('has another fingerprint whenever a verdict could be another one', () => {
    const same = readerOf().policies;
    expect(readerOf().policies).toBe(same);
    const others = [
      readerOf({ repositories: ['registry.example.com/models/**'] }),
      readerOf({ timestamp: 'required' }),
      readerOf({ attestations: [{ predicateType: 'x' }] }),
      readerOf({}, [{ name: 'company', file: '/trust/root.json' }]),
    ].map(({ policies }) => policies);
    expect(new Set([same, ...others]).size).toBe(5);
  });

  it('knows the registries of the configuration, and asks no others', async () => {
    const reader = await RegistryPackageReader.fromConfig(
      new ConfigReader({
        waybill: { registries: [{ host: 'registry.example.com' }] },
      }),
    );
    expect(
      ['registry.example.com', 'evil.example.com'].map(host =>
        reader.knows(host),
      ),
    ).toEqual([true, false]);
  });

  it('gives a verdict of what is not there, without throwing', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const verdict = await readerOf().verify(
      { host: 'registry.example.com', path: 'models/iris' },
      digest,
      { signal: new AbortController().signal },
    );
    expect(verdict).toMatchObject({
      state: 'unknown',
      reason: 'DigestNotFound',
      digest,
    });
  });
});
