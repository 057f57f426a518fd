import {
  MediaType,
  PredicateType,
  buildSignatureStatement,
} from '@waybill/backstage-plugin-waybill-common';
import { retryAtOnce } from '../signing/__testUtils__/ScriptedService';
import {
  makeToken,
  SigstoreServices,
} from '../signing/__testUtils__/SigstoreServices';
import {
  SignedPackage,
  makeSigner,
  now,
  repository,
  settle,
} from '../signing/__testUtils__/signedPackages';
import { appendLegacyLayer } from '../signing/forms/legacyTag';
import { signStatementTwofold } from '../signing/forms/signStatement';
import { createKeylessSigner } from '../signing/keyless/createKeylessSigner';
import type { KeySigner } from '../signing/Signer';
import { attestPackage, type AttestOptions } from './attestPackage';
import { readAttestations } from './readAttestations';

const predicate = { findings: 0, result: 'pass' };
const predicateType = 'https://example.com/scan/v1';

describe('attestPackage', () => {
  let target: SignedPackage;
  let signer: KeySigner;

  beforeEach(async () => {
    target = await SignedPackage.push();
    signer = await makeSigner();
  });

  const place = () => {
    const { client, descriptor } = target;
    return { client, repository, digest: descriptor.digest };
  };
  const attest = (more: Partial<AttestOptions> = {}) =>
    attestPackage({
      client: target.client,
      repository,
      descriptor: target.descriptor,
      predicateType,
      predicate,
      signer,
      now,
      settle,
      ...more,
    });

  it('attaches both forms, which the verdict takes by the same key', async () => {
    await target.sign(signer);
    const { added, signed, statement } = await attest();
    expect(added).toEqual(['bundle', 'legacy']);
    expect(signed).toEqual([]);
    expect(JSON.parse(statement)).toEqual({
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [
        {
          name: 'registry.test/models/iris',
          digest: { sha256: target.descriptor.digest.slice(7) },
        },
      ],
      predicateType,
      predicate,
    });
    const { publicKeyPem } = signer;
    const verdict = await target.verify({
      keys: [{ name: 'default', publicKeyPem }],
      attestations: [{ predicateType }],
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
    await target.sign(signer);
    await attest();
    expect((await attest()).added).toEqual([]);
    const reordered = { result: 'pass', findings: 0 };
    expect((await attest({ predicate: reordered })).added).toEqual([]);
    const tag = `${place().digest.replace(':', '-')}.att`;
    await target.client.deleteTag(repository, tag);
    expect((await attest()).added).toEqual(['legacy']);
    expect(await readAttestations(place())).toHaveLength(2);
  });

  it('adds what says something else, and what somebody else says', async () => {
    await target.sign(signer);
    await attest();
    const other = { predicate: { ...predicate, findings: 1 } };
    expect((await attest(other)).added).toEqual(['bundle', 'legacy']);
    const somebody = { signer: await makeSigner('other') };
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
    await target.sign(signer);
    const [bundle] = await target.listReferrers();
    await target.client.deleteManifest(repository, bundle.digest);
    await expect(attest()).rejects.toThrow(
      expect.objectContaining({ code: 'NOT_SIGNED' }),
    );
  });

  it('takes no signature under the tag of attestations', async () => {
    const { digest } = place();
    const { envelope } = await signStatementTwofold(
      buildSignatureStatement(digest),
      signer,
    );
    await appendLegacyLayer({
      ...place(),
      suffix: 'att',
      layer: {
        mediaType: MediaType.dsseEnvelope,
        content: envelope,
        annotations: {},
      },
      settle,
    });
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
    expect(await target.listReferrers()).toEqual([]);
  });

  it('stops when it is told to', async () => {
    await target.sign(signer);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(attest({ signal })).rejects.toThrow('enough');
  });

  it('attests without a key, and knows its own attestation again', async () => {
    const services = await SigstoreServices.start();
    try {
      const { url } = services;
      const keyless = createKeylessSigner({
        keyName: 'ci',
        token: async () => makeToken(),
        fulcioUrl: url,
        rekorUrl: url,
        timestampUrl: url,
        retryPolicy: retryAtOnce,
      });
      const ours = { signer: keyless, sign: true };
      expect((await attest(ours)).added).toEqual(['bundle', 'legacy']);
      expect((await attest(ours)).added).toEqual([]);
      const policy = {
        identities: [
          {
            name: 'ci',
            issuer: 'https://token.actions.test',
            subject: 'https://git.test/acme/**',
          },
        ],
        trustRoot: 'company',
        attestations: [{ predicateType }],
      };
      const verdict = await target.verify(policy, services.trustedRoot);
      expect(verdict.state).toBe('verified');
      expect(
        verdict.attestations.map(({ form, isAccepted }) => [form, isAccepted]),
      ).toEqual([
        ['bundle', true],
        ['legacy', true],
      ]);
      expect((await readAttestations(place()))[0].claimedSigner).toEqual({
        identity: {
          issuer: 'https://token.actions.test',
          subject: 'https://git.test/acme/iris/release.yaml@refs/tags/1.0.0',
        },
      });
    } finally {
      await services.stop();
    }
  });
});
