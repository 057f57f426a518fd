import { Readable } from 'node:stream';
import { ConfigReader } from '@backstage/config';
import {
  parseRepository,
  type VersionAttestations,
} from '@waybill/backstage-plugin-waybill-common';
import {
  attestPackage,
  generateCosignKeyPair,
  HttpRegistryClient,
  layoutModelcar,
  loadSigner,
  publishPackage,
  signersFromConfig,
  signPackage,
  type Signer,
} from '@waybill/backstage-plugin-waybill-node';
import { startOnSandbox } from './__testUtils__/startOnSandbox';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(120_000);

const PROVENANCE = 'https://slsa.dev/provenance/v1';

describe('trust on the sandbox', () => {
  let waybill: Awaited<ReturnType<typeof startOnSandbox>>;
  let release: Signer;
  let publishVersion: (
    tag: string,
    signer?: Signer,
  ) => ReturnType<typeof publishPackage>;
  let sign: (
    descriptor: Awaited<ReturnType<typeof publishPackage>>['descriptor'],
    signer: Signer,
  ) => Promise<unknown>;

  beforeAll(async () => {
    waybill = await startOnSandbox();
    const config = new ConfigReader(waybill.sandbox.appConfig as never);
    const client = HttpRegistryClient.fromConfig(config);
    const repository = parseRepository(
      `${waybill.sandbox.registry.host}/models/iris`,
    );
    release = await signersFromConfig(config).getSigner();
    sign = (descriptor, signer) =>
      signPackage({ client, repository, descriptor, signer, now: new Date() });
    publishVersion = async (tag, signer) => {
      const layout = await layoutModelcar({
        name: 'a test',
        files: [
          {
            path: 'model.joblib',
            sizeBytes: tag.length,
            mode: 0o644,
            open: () => Readable.from([Buffer.from(tag)]),
          },
        ],
      });
      const published = await publishPackage(client, repository, layout, {
        tag,
      });
      if (signer) await sign(published.descriptor, signer);
      return published;
    };
    const { descriptor } = await publishVersion('1.0.0', release);
    await attestPackage({
      client,
      repository,
      descriptor,
      predicateType: PROVENANCE,
      predicate: { buildDefinition: {}, runDetails: { builder: { id: 'me' } } },
      signer: release,
      now: new Date(),
    });
  });
  afterAll(() => waybill?.stop());

  const verdictOf = async (tag: string) => {
    const { versions = [] } = await waybill.overview();
    return versions.find(version => version.tag === tag)?.verdict;
  };
  const stateOf = async (tag: string, state: string) =>
    waitFor(
      async () => (await verdictOf(tag))?.state === state,
      `${tag} ${state}`,
    );

  it('tells the signed from what strangers signed and what nobody did', async () => {
    const { privateKeyPem } = await generateCosignKeyPair('');
    const stranger = await loadSigner({ keyName: 'stranger', privateKeyPem });
    await publishVersion('1.1.0', stranger);
    const { descriptor } = await publishVersion('1.2.0');
    await stateOf('1.0.0', 'verified');
    await stateOf('1.1.0', 'untrusted');
    await stateOf('1.2.0', 'unsigned');
    expect(await verdictOf('1.0.0')).toMatchObject({
      policy: 'portal',
      signer: { keyName: 'default' },
      forms: ['bundle', 'legacy'],
      attestations: expect.arrayContaining([
        expect.objectContaining({
          predicateType: PROVENANCE,
          isAccepted: true,
        }),
      ]),
    });

    await sign(descriptor, release);
    const { body } = await waitFor(async () => {
      const response = await waybill.post(
        `/versions/${descriptor.digest}/verify`,
      );
      return response.body.state === 'verified' && response;
    }, 'the new signature');
    expect(body.digest).toBe(descriptor.digest);
    expect((await verdictOf('1.2.0'))?.state).toBe('verified');
  });

  it('tells what is attached, and what a cluster would admit', async () => {
    await stateOf('1.0.0', 'verified');
    const { digest } = (await verdictOf('1.0.0')) ?? {};
    const attached: VersionAttestations = (
      await waybill.get(`/versions/${digest}/attestations`)
    ).body;
    expect(attached.items.map(({ form }) => form).sort()).toEqual([
      'bundle',
      'legacy',
    ]);
    for (const item of attached.items) {
      expect(item).toMatchObject({
        predicateType: PROVENANCE,
        isAccepted: true,
      });
      expect(item.predicate).toContain('"id": "me"');
    }

    const { status, body } = await waybill.get(
      `/versions/${digest}/admission?environment=dev`,
    );
    expect(status).toBe(200);
    // The sandbox has no admission policies, and says so.
    expect(body).toMatchObject({ conclusion: 'admitted', policies: [] });
  });

  it('warns where another engine refuses what it trusts, and goes on trusting it', async () => {
    await stateOf('1.0.0', 'verified');
    const { digest = '' } = (await verdictOf('1.0.0')) ?? {};
    const [dev] = waybill.sandbox.clusters;
    await waybill.serve(dev, digest);
    await waybill.sandbox.breakIt('policy:iris', { cluster: 'dev' });
    const placement = await waitFor(async () => {
      const found = await waybill.placementIn('dev');
      return found.otherVoices.length > 0 && found;
    }, 'another voice');

    expect(placement.otherVoices).toMatchObject([
      { source: 'kyverno', says: 'refused', agreement: 'differs', digest },
    ]);
    expect(placement.waybill.hops[1]).toMatchObject({
      name: 'signed',
      status: 'Current',
      message: expect.stringContaining('But Kyverno refuses it'),
    });

    await waybill.sandbox.mend('policy:iris');
    await waitFor(
      async () => (await waybill.placementIn('dev')).otherVoices.length === 0,
      'silence',
    );
  });

  it('gives no verdict without its age while the registry is away', async () => {
    await stateOf('1.0.0', 'verified');
    await waybill.sandbox.breakIt('registry');
    const verdict = await waitFor(async () => {
      const found = await verdictOf('1.0.0');
      return found?.staleness && found;
    }, 'an old verdict');
    expect(verdict.state).toBe('verified');
    await waybill.sandbox.mend('registry');
    await waitFor(
      async () => !(await verdictOf('1.0.0'))?.staleness,
      'a new verdict',
    );
  });
});
