import { createHash, X509Certificate } from 'node:crypto';
import {
  createSignerAt,
  expectNoToken,
  STATEMENT,
} from '../__testUtils__/keylessSigners';
import { everythingOf } from '../__testUtils__/secrecy';
import { makeToken, SigstoreServices } from '../__testUtils__/SigstoreServices';
import { SignedPackage, repository } from '../__testUtils__/signedPackages';
import { preAuthEncoding, readBundle, verifyWithKey } from '../../sigstore';
import { legacyTagOf } from '../forms/legacyTag';
import type { KeylessSettings } from './createKeylessSigner';

const SUBJECT = 'https://git.test/acme/iris/release.yaml@refs/tags/1.0.0';
const ISSUER = 'https://token.actions.test';

describe('createKeylessSigner', () => {
  let services: SigstoreServices;
  beforeEach(async () => {
    services = await SigstoreServices.start();
  });
  afterEach(() => services.stop());

  const create = (more: Partial<KeylessSettings> = {}) =>
    createSignerAt(services, more);
  const paths = () => services.seen.map(({ url }) => url);

  it('signs a statement by certificate, with log entry and timestamp in a bundle v0.3', async () => {
    const witnessed = await create().signContent({
      kind: 'statement',
      payload: STATEMENT,
    });
    const envelope = readBundle(witnessed.bundle);
    expect(envelope.certificate?.identity).toMatchObject({
      subject: SUBJECT,
      issuer: ISSUER,
    });
    expect(envelope.logEntries).toHaveLength(1);
    expect(envelope.timestamps).toHaveLength(1);
    const [leafPem] = witnessed.certificate.chainPem;
    const key = new X509Certificate(leafPem).publicKey;
    expect(
      verifyWithKey(
        key.export({ type: 'spki', format: 'pem' }).toString(),
        preAuthEncoding('application/vnd.in-toto+json', STATEMENT),
        witnessed.signature,
      ),
    ).toBe(true);
    expect(JSON.parse(witnessed.bundle.toString())).toMatchObject({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: expect.any(String) },
        tlogEntries: [{ kindVersion: { kind: 'dsse', version: '0.0.1' } }],
      },
    });
    expect(witnessed.logEntry?.signedEntryTimestamp?.length).toBeGreaterThan(
      60,
    );
  });

  it('enters the hash of what was signed into a Rekor of version 2, which promises no time', async () => {
    const witnessed = await create({ rekorVersion: 2 }).signContent({
      kind: 'statement',
      payload: STATEMENT,
    });
    const entered = services.seen.find(({ url }) => url.includes('/v2/log'));
    const { hashedRekordRequestV002 } = JSON.parse(entered?.body ?? '{}');
    expect(hashedRekordRequestV002).toMatchObject({
      digest: createHash('sha256')
        .update(preAuthEncoding('application/vnd.in-toto+json', STATEMENT))
        .digest('base64'),
      signature: { content: witnessed.signature.toString('base64') },
    });
    expect(witnessed.logEntry?.signedEntryTimestamp).toBe(undefined);
    expect(JSON.parse(witnessed.bundle.toString())).toMatchObject({
      verificationMaterial: {
        tlogEntries: [
          { kindVersion: { kind: 'hashedrekord', version: '0.0.2' } },
        ],
        timestampVerificationData: {
          rfc3161Timestamps: [{ signedTimestamp: expect.any(String) }],
        },
      },
    });
  });

  it('uses one certificate as long as it is valid, and then a new one', async () => {
    let now = new Date();
    const signer = create({ now: () => now });
    const first = await signer.certify();
    await signer.signContent({ kind: 'message', data: STATEMENT });
    expect(paths().filter(path => path.includes('signingCert'))).toHaveLength(
      1,
    );
    now = new Date(now.getTime() + 9.5 * 60_000);
    const second = await signer.certify();
    expect(second.chainPem[0]).not.toBe(first.chainPem[0]);
    expect(second.subject).toBe(first.subject);
  });

  it('tries again where it was refused a certificate before', async () => {
    const tokens = ['no token at all', makeToken()];
    const signer = create({ token: async () => tokens.shift() ?? '' });
    await expect(signer.certify()).rejects.toMatchObject({
      code: 'IDENTITY_TOKEN_INVALID',
    });
    expect(await signer.certify()).toMatchObject({ subject: SUBJECT });
  });

  it('signs a package in both forms, once, whoever holds the new certificate', async () => {
    const target = await SignedPackage.push();
    expect(await target.sign(create())).toMatchObject({
      added: ['bundle', 'legacy'],
    });
    expect(await target.sign(create())).toMatchObject({ added: [] });
    const other = create({ token: async () => makeToken({ sub: 'someone' }) });
    expect(await target.sign(other)).toMatchObject({
      added: ['bundle', 'legacy'],
    });
    expect(await target.listReferrers()).toHaveLength(2);
    expect(await target.readLegacyLayers()).toHaveLength(2);
  });

  it.each([
    ['a log and timestamps', {}],
    ['a log alone', { timestampUrl: undefined }],
    ['timestamps alone', { rekorUrl: undefined }],
    ['a log of version 2 and timestamps', { rekorVersion: 2 as const }],
  ])('is verified in both forms with %s', async (_, settings) => {
    const target = await SignedPackage.push();
    await target.sign(create(settings));
    const policy = {
      identities: [{ name: 'ci', issuer: ISSUER, subject: SUBJECT }],
      trustRoot: 'company',
    };
    expect(await target.verify(policy, services.trustedRoot)).toMatchObject({
      state: 'verified',
      forms: ['bundle', 'legacy'],
      signer: { identity: { subject: SUBJECT, issuer: ISSUER } },
    });
    const other = await SigstoreServices.start();
    expect(await target.verify(policy, other.trustedRoot)).toMatchObject({
      state: 'untrusted',
    });
    await other.stop();
  });

  it('signs again where the same identity was certified by another authority', async () => {
    const target = await SignedPackage.push();
    const elsewhere = await SigstoreServices.start();
    await target.sign(
      create({
        fulcioUrl: elsewhere.url,
        rekorUrl: elsewhere.url,
        timestampUrl: elsewhere.url,
      }),
    );
    await elsewhere.stop();
    expect(await target.sign(create())).toMatchObject({
      added: ['bundle', 'legacy'],
    });
  });

  it('writes the annotations of the legacy form that cosign reads', async () => {
    const target = await SignedPackage.push();
    await target.sign(create());
    const [layer] = await target.readLegacyLayers();
    const annotations = layer.annotations ?? {};
    const certificate = new X509Certificate(
      annotations['dev.sigstore.cosign/certificate'],
    );
    const authority = new X509Certificate(
      annotations['dev.sigstore.cosign/chain'],
    );
    expect(certificate.verify(authority.publicKey)).toBe(true);
    const { SignedEntryTimestamp, Payload } = JSON.parse(
      annotations['dev.sigstore.cosign/bundle'],
    );
    expect(Buffer.from(SignedEntryTimestamp, 'base64')[0]).toBe(0x30);
    expect(Payload).toEqual({
      body: expect.any(String),
      integratedTime: expect.any(Number),
      logIndex: expect.any(Number),
      logID: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const entry = JSON.parse(Buffer.from(Payload.body, 'base64').toString());
    expect(entry).toMatchObject({
      kind: 'hashedrekord',
      spec: {
        signature: {
          content: annotations['dev.cosignproject.cosign/signature'],
        },
        data: { hash: { value: layer.digest.replace('sha256:', '') } },
      },
    });
    expect(
      JSON.parse(annotations['dev.sigstore.cosign/rfc3161timestamp']),
    ).toEqual({ SignedRFC3161Timestamp: expect.any(String) });
    expect(
      await target.client.resolve(
        repository,
        legacyTagOf(target.descriptor.digest, 'sig'),
      ),
    ).toMatchObject({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    });
  });

  it('asks nobody but those of its settings', async () => {
    const others = await SigstoreServices.start();
    await create({ rekorUrl: others.url, timestampUrl: undefined }).signContent(
      { kind: 'message', data: STATEMENT },
    );
    expect(paths()).toEqual(['/api/v2/signingCert']);
    expect(others.seen.map(({ url }) => url)).toEqual(['/api/v1/log/entries']);
    await create({ rekorUrl: undefined }).signContent({
      kind: 'message',
      data: STATEMENT,
    });
    expect(paths().slice(1)).toEqual([
      '/api/v2/signingCert',
      '/api/v1/timestamp',
    ]);
    await others.stop();
  });

  it('refuses settings that would prove no time', () => {
    const refusal = expect.objectContaining({ code: 'CONFIG_INVALID' });
    for (const settings of [
      { rekorUrl: undefined, timestampUrl: undefined },
      { rekorVersion: 2 as const, timestampUrl: undefined },
    ]) {
      expect(() => create(settings)).toThrow(refusal);
    }
  });

  it('shows neither token nor key', async () => {
    const signer = create();
    await signer.certify();
    expectNoToken(signer);
    expect(everythingOf(signer)).not.toMatch(/PrivateKeyObject|PRIVATE KEY/);
  });
});
