import {
  MediaType,
  type Descriptor,
  type SignatureMaterial,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../registry';
import { pushImage } from '../registry/__testUtils__/images';
import { AttachedTo, repository } from './__testUtils__/AttachedTo';
import {
  IDENTITY,
  MockSigstore,
  toBundle,
  toLegacyAnnotations,
  type MockSignature,
} from './__testUtils__/MockSigstore';
import { gatherSignatureMaterial } from './gatherSignatureMaterial';
import type { TrustRoots } from './trustRoots';
import { verifyDigest } from './verifyDigest';

const POLICY: TrustPolicy = {
  name: 'keyless',
  repositories: ['registry.test/**'],
  keys: [],
  identities: [{ name: 'release workflow', ...IDENTITY }],
  trustRoot: 'mock',
  transparencyLog: 'optional',
  timestamp: 'optional',
  attestations: [],
};
const REPOSITORY = 'registry.test/models/iris';
const PROVENANCE = 'https://slsa.dev/provenance/v1';

let sigstore: MockSigstore;
let others: MockSigstore;
let image: Descriptor;
let client: MemoryRegistryClient;
let attached: AttachedTo;

beforeAll(async () => {
  sigstore = await MockSigstore.start();
  others = await MockSigstore.start();
});

beforeEach(async () => {
  client = new MemoryRegistryClient();
  ({ descriptor: image } = await pushImage(client, repository));
  attached = new AttachedTo(client, image);
});

const verify = (
  more: Partial<TrustPolicy> = {},
  trustRoots: TrustRoots = sigstore.trustRoots(),
) =>
  verifyDigest({
    client,
    repository,
    digest: image.digest,
    policies: [{ ...POLICY, ...more }],
    trustRoots,
    now: new Date(),
  });

const gather = async (
  more: Partial<Parameters<typeof gatherSignatureMaterial>[0]> = {},
): Promise<SignatureMaterial[]> =>
  (
    await gatherSignatureMaterial({
      client,
      repository,
      digest: image.digest,
      policies: [POLICY],
      trustRoots: sigstore.trustRoots(),
      thorough: true,
      ...more,
    })
  ).material;

describe('a signature by certificate that @sigstore/mock issued', () => {
  it('is verified with an entry of Rekor v1, and says who, when and where it is logged', async () => {
    const signed = await sigstore.signStatement(image.digest);
    const entry = await sigstore.log(signed);
    await attached.bundle(toBundle(signed, { logEntries: [entry] }));
    const integratedAt = new Date(
      Number(entry.integratedTime) * 1000,
    ).toISOString();
    expect(await verify({ transparencyLog: 'required' })).toMatchObject({
      state: 'verified',
      policy: 'keyless',
      signer: { identity: IDENTITY },
      signedAt: integratedAt,
      logEntry: {
        logIndex: entry.logIndex,
        logId: entry.logId?.keyId.toString('hex'),
        integratedAt,
      },
      forms: ['bundle'],
    });
  });

  it('is verified with an entry of Rekor v2 and the timestamp of an authority', async () => {
    const signed = await sigstore.signStatement(image.digest);
    const stamp = await sigstore.stamp(signed);
    await attached.bundle(
      toBundle(signed, {
        logEntries: [await sigstore.logV2(signed)],
        timestamps: [stamp],
      }),
    );
    const verdict = await verify({
      transparencyLog: 'required',
      timestamp: 'required',
    });
    expect(verdict).toMatchObject({
      state: 'verified',
      logEntry: { logIndex: '0' },
      signedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(verdict.logEntry).not.toHaveProperty('integratedAt');
  });

  it.each([
    ['a log entry', { hasLogEntry: true }, 'logEntry'],
    ['a timestamp', { hasTimestamp: true }, 'timestamp'],
  ])('is verified in the legacy form with %s', async (_, proofs, field) => {
    const signed = await sigstore.signSimple(REPOSITORY, image.digest);
    await attached.legacy('sig', [
      {
        mediaType: MediaType.cosignSimpleSigning,
        bytes: signed.payload,
        annotations: toLegacyAnnotations(
          signed,
          'hasLogEntry' in proofs ? await sigstore.log(signed) : undefined,
          'hasTimestamp' in proofs ? await sigstore.stamp(signed) : undefined,
        ),
      },
    ]);
    expect(await gather()).toEqual([
      expect.objectContaining({
        form: 'legacy',
        kind: 'signature',
        outcome: 'valid',
        certificate: expect.objectContaining(IDENTITY),
        trustRoot: 'mock',
        [field]: expect.anything(),
      }),
    ]);
    expect(await verify()).toMatchObject({ state: 'verified' });
  });

  it('is verified by a trust root that could not be refreshed, and says how old that is', async () => {
    const signed = await sigstore.signStatement(image.digest);
    await attached.bundle(
      toBundle(signed, { timestamps: [await sigstore.stamp(signed)] }),
    );
    const root = await sigstore.trustRoots().load('mock');
    const stale = {
      ...root,
      refreshedAt: '2026-11-20T10:00:00.000Z',
      problem: 'the mirror does not answer',
    };
    expect(await verify({}, { load: async () => stale })).toMatchObject({
      state: 'verified',
      message: expect.stringMatching(
        /'mock' is of 2026-11-20T10:00:00.000Z and could not be refreshed since \(the mirror does not answer\)\.$/,
      ),
    });
  });

  it('counts as attestation in a legacy .att, and not as signature', async () => {
    const signed = await sigstore.signStatement(
      image.digest,
      provenanceOf(image.digest),
    );
    await attached.legacy('att', [
      {
        mediaType: MediaType.dsseEnvelope,
        bytes: toEnvelope(signed),
        annotations: toLegacyAnnotations(signed, await sigstore.log(signed)),
      },
    ]);
    expect(await verify()).toMatchObject({
      state: 'unsigned',
      reason: 'NotASignature',
      attestations: [
        { predicateType: PROVENANCE, form: 'legacy', isAccepted: true },
      ],
    });
  });
});

describe('what is wrong with a signature by certificate', () => {
  it('is told as outcome of each', async () => {
    const outcomes: Record<string, string> = {};
    const find = async (name: string, bundle: Buffer) => {
      client = new MemoryRegistryClient();
      ({ descriptor: image } = await pushImage(client, repository, {
        content: Buffer.from('the image'),
      }));
      await new AttachedTo(client, image).bundle(bundle);
      outcomes[name] = (await gather()).map(({ outcome }) => outcome).join();
    };
    ({ descriptor: image } = await pushImage(client, repository, {
      content: Buffer.from('the image'),
    }));
    const signed = await sigstore.signStatement(image.digest);
    const another = await sigstore.signStatement(image.digest);
    const logged = { logEntries: [await sigstore.log(signed)] };
    const foreign = await others.signStatement(image.digest);
    const tomorrow = await MockSigstore.start(
      new Date(Date.now() + 86_400_000),
    );

    await find('as it should be', toBundle(signed, logged));
    await find(
      'payload changed',
      toBundle({ ...signed, payload: spaced(signed.payload) }, logged),
    );
    await find('no time', toBundle(signed));
    await find(
      'authority unknown',
      toBundle(foreign, { logEntries: [await sigstore.log(foreign)] }),
    );
    await find(
      'log unknown',
      toBundle(signed, { logEntries: [await others.log(signed)] }),
    );
    await find(
      'entry of another',
      toBundle(signed, { logEntries: [await sigstore.log(another)] }),
    );
    await find(
      'timestamp of another',
      toBundle(signed, {
        ...logged,
        timestamps: [await sigstore.stamp(another)],
      }),
    );
    await find(
      'timestamp that is none',
      toBundle(signed, { ...logged, timestamps: [Buffer.from('none')] }),
    );
    const early = await tomorrow.signStatement(image.digest);
    const earlyBundle = toBundle(early, {
      logEntries: [await tomorrow.log(early)],
    });
    outcomes['before its certificate'] = await outcomeBy(tomorrow, earlyBundle);

    expect(outcomes).toEqual({
      'as it should be': 'valid',
      'payload changed': 'invalid',
      'no time': 'time-unproven',
      'authority unknown': 'certificate-untrusted',
      'log unknown': 'log-entry-invalid',
      'entry of another': 'log-entry-mismatch',
      'timestamp of another': 'timestamp-invalid',
      'timestamp that is none': 'timestamp-invalid',
      'before its certificate': 'certificate-expired',
    });
  });

  it('is a chain of certificates in which one did not issue the one before', async () => {
    const signed = await sigstore.signSimple(REPOSITORY, image.digest);
    const proven = toLegacyAnnotations(signed, await sigstore.log(signed));
    const layer = (chain: string) => ({
      mediaType: MediaType.cosignSimpleSigning,
      bytes: signed.payload,
      annotations: { ...proven, 'dev.sigstore.cosign/chain': chain },
    });
    await attached.legacy('sig', [
      layer(sigstore.rootPem),
      layer(others.rootPem),
      layer(signed.verifierPem),
    ]);
    const material = await gather();
    expect(material.map(({ outcome }) => outcome)).toEqual([
      'valid',
      'malformed',
      'malformed',
    ]);
  });

  it('tells a signature that was moved here from one that nobody we know made', async () => {
    const { descriptor: other } = await pushImage(client, repository, {
      content: Buffer.from('another image'),
    });
    const moved = await sigstore.signStatement(other.digest);
    const unknown = await others.signStatement(other.digest);
    await attached.bundle(
      toBundle(moved, { logEntries: [await sigstore.log(moved)] }),
    );
    await attached.bundle(
      toBundle(unknown, { logEntries: [await others.log(unknown)] }),
    );
    const material = await gather();
    expect(material.map(({ outcome }) => outcome).sort()).toEqual([
      'replayed',
      'wrong-subject',
    ]);
  });

  it('is unknown where the trust root is not to be had, and needs none for keys', async () => {
    const signed = await sigstore.signStatement(image.digest);
    await attached.bundle(
      toBundle(signed, { logEntries: [await sigstore.log(signed)] }),
    );
    const away: TrustRoots = {
      load: () => Promise.reject(new Error('the mirror does not answer')),
    };
    expect(await verify({}, away)).toMatchObject({
      state: 'unknown',
      reason: 'TrustRootUnavailable',
      message: expect.stringContaining('the mirror does not answer'),
    });
    expect(
      await gather({
        trustRoots: away,
        policies: [{ ...POLICY, identities: [], trustRoot: undefined }],
      }),
    ).toEqual([
      expect.objectContaining({
        outcome: 'certificate-untrusted',
        message: 'no policy for this repository names a trust root',
        certificate: expect.objectContaining(IDENTITY),
      }),
    ]);
  });

  async function outcomeBy(
    services: MockSigstore,
    bundle: Buffer,
  ): Promise<string> {
    client = new MemoryRegistryClient();
    await pushImage(client, repository, { content: Buffer.from('the image') });
    await new AttachedTo(client, image).bundle(bundle);
    const material = await gather({ trustRoots: services.trustRoots() });
    return material.map(({ outcome }) => outcome).join();
  }
});

function spaced(payload: Buffer): Buffer {
  return Buffer.concat([payload, Buffer.from(' ')]);
}

function provenanceOf(digest: string): string {
  const [algorithm, hex] = digest.split(':');
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'iris', digest: { [algorithm]: hex } }],
    predicateType: PROVENANCE,
    predicate: {},
  });
}

function toEnvelope({ payload, signature }: MockSignature): Buffer {
  return Buffer.from(
    JSON.stringify({
      payloadType: MediaType.inTotoStatement,
      payload: payload.toString('base64'),
      signatures: [{ keyid: '', sig: signature.toString('base64') }],
    }),
  );
}
