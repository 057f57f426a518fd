import { generateKeyPairSync } from 'node:crypto';
import {
  PredicateType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../registry';
import { pushImage } from '../registry/__testUtils__/images';
import { loadSigner } from '../signing/keys/loadSigner';
import { signPackage } from '../signing/forms/signPackage';
import type { KeySigner } from '../signing/Signer';
import { verifyDigest } from '../verification/verifyDigest';
import { attestPackage, type AttestOptions } from './attestPackage';
import { readAttestations } from './readAttestations';

const repository = { host: 'registry.test', path: 'models/iris' };
const now = new Date('2026-11-21T10:00:00Z');
const predicate = { findings: 0, result: 'pass' };
const predicateType = 'https://example.com/scan/v1';
const settle = async () => {};

async function newSigner(keyName = 'release'): Promise<KeySigner> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privateKeyPem = privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
  return loadSigner({ keyName, privateKeyPem });
}

describe('attestPackage', () => {
  let client: MemoryRegistryClient;
  let descriptor: Descriptor;
  let signer: KeySigner;

  beforeEach(async () => {
    client = new MemoryRegistryClient();
    ({ descriptor } = await pushImage(client, repository, { tag: '1.0.0' }));
    signer = await newSigner();
  });

  const place = () => ({ client, repository, digest: descriptor.digest });
  const sign = (by = signer) =>
    signPackage({ client, repository, descriptor, signer: by, now, settle });
  const attest = (more: Partial<AttestOptions> = {}) =>
    attestPackage({
      client,
      repository,
      descriptor,
      predicateType,
      predicate,
      signer,
      now,
      settle,
      ...more,
    });

  it('attaches both forms, which the verdict takes by the same key', async () => {
    await sign();
    const { added, signed, statement } = await attest();
    expect(added).toEqual(['bundle', 'legacy']);
    expect(signed).toEqual([]);
    expect(JSON.parse(statement)).toEqual({
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [
        {
          name: 'registry.test/models/iris',
          digest: { sha256: descriptor.digest.slice(7) },
        },
      ],
      predicateType,
      predicate,
    });
    const verdict = await verifyDigest({
      ...place(),
      policies: [
        {
          name: 'portal',
          repositories: ['**'],
          keys: [{ name: 'release', publicKeyPem: signer.publicKeyPem }],
          identities: [],
          transparencyLog: 'optional',
          timestamp: 'optional',
          attestations: [{ predicateType }],
        },
      ],
      thorough: true,
      now,
    });
    expect(verdict.state).toBe('verified');
    expect(verdict.attestations).toEqual([
      expect.objectContaining({
        predicateType,
        form: 'bundle',
        isAccepted: true,
      }),
      expect.objectContaining({
        predicateType,
        form: 'legacy',
        isAccepted: true,
      }),
    ]);
    const listed = await readAttestations(place());
    expect(verdict.attestations.map(({ source }) => source)).toEqual(
      listed.map(({ source }) => source),
    );
  });

  it('adds nothing the second time, and what is missing', async () => {
    await sign();
    await attest();
    expect((await attest()).added).toEqual([]);
    const reordered = { result: 'pass', findings: 0 };
    expect((await attest({ predicate: reordered })).added).toEqual([]);
    await client.deleteTag(
      repository,
      `${descriptor.digest.replace(':', '-')}.att`,
    );
    expect((await attest()).added).toEqual(['legacy']);
    expect(await readAttestations(place())).toHaveLength(2);
  });

  it('adds what says something else, and what somebody else says', async () => {
    await sign();
    await attest();
    const other = { predicate: { ...predicate, findings: 1 } };
    expect((await attest(other)).added).toEqual(['bundle', 'legacy']);
    const somebody = { signer: await newSigner('other') };
    expect((await attest(somebody)).added).toEqual(['bundle', 'legacy']);
    expect(await readAttestations(place())).toHaveLength(6);
  });

  it('leaves no attestation alone on a package that is not signed', async () => {
    await expect(attest()).rejects.toThrow(
      expect.objectContaining({
        name: 'AttestationError',
        code: 'NOT_SIGNED',
        message: expect.stringContaining('Sign it first'),
      }),
    );
    expect(await readAttestations(place())).toEqual([]);
  });

  it('takes a legacy signature for none, which a bundle would hide', async () => {
    await sign();
    const [bundle] = await client.listReferrers(repository, descriptor.digest);
    await client.deleteManifest(repository, bundle.digest);
    await expect(attest()).rejects.toThrow(
      expect.objectContaining({ code: 'NOT_SIGNED' }),
    );
  });

  it('signs as well where that is asked for', async () => {
    expect(await attest({ sign: true })).toMatchObject({
      added: ['bundle', 'legacy'],
      signed: ['bundle', 'legacy'],
    });
    expect(await attest({ sign: true })).toMatchObject({
      added: [],
      signed: [],
    });
  });

  it.each<[string, Partial<AttestOptions>, string]>([
    ['what is no object', { predicate: [] }, 'ATTESTATION_NOT_VALID'],
    [
      'a predicate type that is no URI',
      { predicateType: 'slsaprovenance' },
      'ATTESTATION_NOT_VALID',
    ],
    [
      'a signature under the name of an attestation',
      { predicateType: PredicateType.signature },
      'ATTESTATION_NOT_VALID',
    ],
    [
      'more than readers take',
      { predicate: { text: 'x'.repeat(3_000_000) } },
      'ATTESTATION_TOO_LARGE',
    ],
  ])('refuses %s before anything is written', async (_, more, code) => {
    await expect(attest({ sign: true, ...more })).rejects.toThrow(
      expect.objectContaining({ code }),
    );
    expect(await client.listReferrers(repository, descriptor.digest)).toEqual(
      [],
    );
  });

  it('stops when it is told to', async () => {
    await sign();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(attest({ signal })).rejects.toThrow('enough');
  });
});
