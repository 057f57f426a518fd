import {
  preAuthEncoding,
  readBundle,
  readLegacyAttestation,
  verifyWithKey,
} from '../../sigstore';
import {
  repository,
  makeSigner,
  now,
  SignedPackage,
} from '../__testUtils__/signedPackages';
import { attachBundle } from './attachBundle';
import { signStatement, signStatementTwofold } from './signStatement';

const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';
const statementOf = (digest: string) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'iris', digest: { sha256: digest.slice(7) } }],
  predicateType: PREDICATE_TYPE,
  predicate: { buildDefinition: {} },
});

describe('signStatement', () => {
  it('signs the exact bytes of a text, and an object as it is', async () => {
    const signer = await makeSigner();
    const object = statementOf(`sha256:${'ab'.repeat(32)}`);
    const text = JSON.stringify(object, null, 2);
    const payloads = await Promise.all(
      [text, object].map(async statement =>
        readBundle(await signStatement(statement, signer)).payload.toString(),
      ),
    );
    expect(payloads).toEqual([text, JSON.stringify(object)]);
  });

  it('signs once for both forms', async () => {
    const signer = await makeSigner();
    const digest = `sha256:${'ab'.repeat(32)}`;
    const { bundle, envelope, annotations } = await signStatementTwofold(
      statementOf(digest),
      signer,
    );
    const [fromBundle, fromLayer] = [
      readBundle(bundle),
      readLegacyAttestation(envelope, annotations),
    ];
    expect(fromLayer.signature).toEqual(fromBundle.signature);
    expect(fromLayer).toMatchObject({
      predicateType: PREDICATE_TYPE,
      subjectDigests: [digest],
    });
    expect(annotations).toEqual({});
    expect(
      verifyWithKey(
        signer.publicKeyPem,
        preAuthEncoding('application/vnd.in-toto+json', fromLayer.payload),
        fromLayer.signature,
      ),
    ).toBe(true);
  });

  it('is an attestation, and no signature, once it is attached', async () => {
    const target = await SignedPackage.push();
    const signer = await makeSigner();
    const { client, descriptor } = target;
    const attached = await attachBundle({
      client,
      repository,
      subject: descriptor,
      bundle: await signStatement(statementOf(descriptor.digest), signer),
      predicateType: PREDICATE_TYPE,
      now,
    });
    expect(await target.listReferrers()).toMatchObject([
      {
        digest: attached.digest,
        artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        annotations: { 'dev.sigstore.bundle.predicateType': PREDICATE_TYPE },
      },
    ]);
    // what is small can be read from the manifest as well
    const { bytes } = await client.fetchManifest(repository, attached.digest);
    const [layer] = JSON.parse(bytes.toString('utf8')).layers;
    expect(Buffer.from(layer.data, 'base64')).toHaveLength(layer.size);
    expect(await target.verify(signer)).toMatchObject({
      state: 'unsigned',
      reason: 'NotASignature',
    });
    // an attestation by the same key does not count as its signature
    expect(await target.sign(signer)).toMatchObject({
      added: ['bundle', 'legacy'],
    });
  });
});
