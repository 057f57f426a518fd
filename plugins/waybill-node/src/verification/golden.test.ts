import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  MediaType,
  legacySignatureTag,
  type Descriptor,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../registry';
import { pushImage } from '../registry/__testUtils__/images';
import { AttachedTo, repository } from './__testUtils__/AttachedTo';
import { createTestKey } from './__testUtils__/keySignatures';
import { verifyDigest } from './verifyDigest';

const read = (name: string) =>
  readFile(path.join(__dirname, '../signing/__fixtures__/cosign', name));

describe('what cosign 3.1.2 wrote', () => {
  let client: MemoryRegistryClient;
  let attached: AttachedTo;
  let image: Descriptor;
  let policy: TrustPolicy;

  /** Puts a manifest of cosign into a registry, as it was found in one, with what it holds. */
  async function push(name: string, blob?: string, tag?: string) {
    if (blob) await attached.pushBlob('', await read(blob));
    return client.pushManifest(
      repository,
      { mediaType: MediaType.imageManifest, bytes: await read(name) },
      { tag },
    );
  }

  const verify = (more: Partial<Parameters<typeof verifyDigest>[0]> = {}) =>
    verifyDigest({
      client,
      repository,
      digest: image.digest,
      policies: [policy],
      thorough: true,
      now: new Date('2026-11-21T10:00:00Z'),
      ...more,
    });

  beforeEach(async () => {
    client = new MemoryRegistryClient();
    image = await client.pushManifest(repository, {
      mediaType: MediaType.imageManifest,
      bytes: await read('image-manifest.json'),
    });
    attached = new AttachedTo(client, image);
    policy = {
      name: 'portal',
      repositories: ['registry.test/**'],
      keys: [
        { name: 'golden', publicKeyPem: (await read('cosign.pub')).toString() },
      ],
      identities: [],
      transparencyLog: 'optional',
      timestamp: 'optional',
      attestations: [],
    };
  });

  const pushBundle = () =>
    push('referrer-3b5fee33.json', 'bundle-3b5fee33.json');
  const pushLegacy = () =>
    push(
      'sig-manifest.json',
      'sig-payload.json',
      legacySignatureTag(image.digest),
    );

  it('is verified as bundle, as legacy signature, and as both', async () => {
    expect(await verify()).toMatchObject({
      state: 'unsigned',
      reason: 'NoSignature',
    });
    await pushLegacy();
    expect(await verify()).toMatchObject({
      state: 'verified',
      forms: ['legacy'],
      signer: { keyName: 'golden' },
    });
    await pushBundle();
    expect(await verify()).toMatchObject({
      state: 'verified',
      forms: ['bundle', 'legacy'],
    });
  });

  it('is nothing to a policy with another key, that is of another repository or that asks for a log', async () => {
    await pushBundle();
    await pushLegacy();
    const { publicKeyPem } = createTestKey();
    const by = (more: Partial<TrustPolicy>) =>
      verify({ policies: [{ ...policy, ...more }] });
    expect(await by({ keys: [{ name: 'other', publicKeyPem }] })).toMatchObject(
      { state: 'untrusted', reason: 'KeyMismatch' },
    );
    expect(await by({ repositories: ['elsewhere/**'] })).toMatchObject({
      state: 'untrusted',
      reason: 'NoMatchingPolicy',
    });
    expect(
      await by({ transparencyLog: 'required', trustRoot: 'public-good' }),
    ).toMatchObject({ state: 'untrusted', reason: 'LogEntryMissing' });
  });

  it('is no signature where it is an attestation, and replayed under another digest', async () => {
    await attached.bundle(await read('bundle-attest.json'));
    expect(await verify()).toMatchObject({
      state: 'unsigned',
      reason: 'NotASignature',
    });
    const { descriptor: other } = await pushImage(client, repository);
    await new AttachedTo(client, other).bundle(
      await read('bundle-3b5fee33.json'),
    );
    expect(await verify({ digest: other.digest })).toMatchObject({
      state: 'untrusted',
      reason: 'SignatureReplayed',
    });
  });
});
