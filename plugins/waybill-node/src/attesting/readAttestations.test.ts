import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../registry';
import { describeBytes } from '../registry/__testUtils__/images';
import { readAttestations } from './readAttestations';

const repository = { host: 'registry.test', path: 'c/iris' };
/** What cosign has attested; nobody needs the package itself. */
const DIGEST =
  'sha256:0df18658e3aba0673e0dbc61defd5c506a7bd7837ec2b1c9377650f416f179f1';
const PREDICATE = { findings: 0, result: 'pass', scanner: 'x' };
const TYPE = 'https://example.com/scan/v1';

const read = (name: string) =>
  readFile(path.join(__dirname, '__fixtures__/cosign', name));

describe('readAttestations', () => {
  let client: MemoryRegistryClient;

  async function push(
    bytes: Buffer,
    mediaType = MediaType.sigstoreBundleV03 as string,
  ) {
    const descriptor = describeBytes(mediaType, bytes);
    await client.pushBlob(repository, descriptor, () => Readable.from([bytes]));
    return descriptor;
  }

  async function attach(bytes: Buffer, annotations = {}) {
    const layer = await push(bytes);
    const config = await push(Buffer.from('{}'), MediaType.empty);
    const subject = {
      mediaType: MediaType.imageManifest,
      size: 583,
      digest: DIGEST,
    };
    await client.pushManifest(repository, {
      mediaType: MediaType.imageManifest,
      bytes: Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: MediaType.imageManifest,
          artifactType: MediaType.sigstoreBundleV03,
          config,
          layers: [layer],
          subject,
          annotations,
        }),
      ),
    });
    return layer;
  }

  const list = (options = {}) =>
    readAttestations({ client, repository, digest: DIGEST }, options);

  beforeEach(() => {
    client = new MemoryRegistryClient();
  });

  it('reads a bundle that cosign 3.1.2 attested', async () => {
    await push(await read('bundle.json'));
    await push(Buffer.from('{}'), MediaType.empty);
    await client.pushManifest(repository, {
      mediaType: MediaType.imageManifest,
      bytes: await read('referrer.json'),
    });
    expect(await list()).toEqual([
      {
        form: 'bundle',
        source:
          'sha256:37cd635d681f5fe53bb89c8d105db721cc56319301cbc7dbee7edce48ab0491a',
        sizeBytes: 739,
        predicateType: TYPE,
        predicate: PREDICATE,
        claimedSigner: {
          keyHint: 'fgFAfekVm1+qY8Ki8z4xrrZX9AP1fp1Rx9erjLcN8OA=',
        },
      },
    ]);
  });

  it('reads a layer of .att that cosign 3.1.2 attested', async () => {
    await push(await read('att-layer.json'), MediaType.dsseEnvelope);
    await client.pushManifest(
      repository,
      {
        mediaType: MediaType.imageManifest,
        bytes: await read('att-manifest.json'),
      },
      { tag: `${DIGEST.replace(':', '-')}.att` },
    );
    expect(await list()).toEqual([
      {
        form: 'legacy',
        source:
          'sha256:bedba057459f7805c4968c2e75508d54d5fec284ee0b0d1ba0c3ba00c78fec59',
        sizeBytes: 565,
        predicateType: TYPE,
        predicate: PREDICATE,
      },
    ]);
  });

  it('shows what speaks of another digest, cannot be read, or is too large as that', async () => {
    await attach(Buffer.from('{"mediaType":"x"}'));
    expect(await list()).toEqual([
      expect.objectContaining({
        problem: 'it is no Sigstore bundle of a known version',
      }),
    ]);
    await attach(await read('bundle.json'));
    const [newest] = await list({ maxPredicateBytes: 10 });
    expect(newest).toMatchObject({ predicateType: TYPE, isTooLarge: true });
    expect(newest).not.toHaveProperty('predicate');
    expect(await list({ predicateType: 'https://other' })).toEqual([]);
  });

  it('says so where a statement speaks of another digest', async () => {
    const text = (await read('bundle.json')).toString();
    const bundle = JSON.parse(text);
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
      .toString()
      .replace(DIGEST.slice(7), 'e'.repeat(64));
    bundle.dsseEnvelope.payload = Buffer.from(payload).toString('base64');
    await attach(Buffer.from(JSON.stringify(bundle)));
    expect(await list()).toEqual([
      expect.objectContaining({ problem: 'it speaks of another digest' }),
    ]);
  });

  it('looks at no more than anybody attaches', async () => {
    for (let index = 0; index < 60; index++)
      await attach(Buffer.from(`{"number":${index}}`));
    expect(await list()).toHaveLength(50);
  });

  it('leaves signatures alone, without reading those that say so', async () => {
    const layer = await attach(Buffer.from('{}'), {
      'dev.sigstore.bundle.predicateType':
        'https://sigstore.dev/cosign/sign/v1',
    });
    const fetchBlob = jest.spyOn(client, 'fetchBlob');
    expect(await list()).toEqual([]);
    expect(fetchBlob).not.toHaveBeenCalledWith(
      repository,
      layer,
      expect.anything(),
    );
  });

  it('shows bundles where somebody else uses the tag of .att', async () => {
    await attach(await read('bundle.json'));
    const tag = `${DIGEST.replace(':', '-')}.att`;
    await client.pushManifest(
      repository,
      {
        mediaType: MediaType.imageIndex,
        bytes: Buffer.from('{"schemaVersion":2,"manifests":[]}'),
      },
      { tag },
    );
    expect(await list()).toEqual([
      expect.objectContaining({ form: 'bundle', predicateType: TYPE }),
      expect.objectContaining({ form: 'legacy', source: tag }),
    ]);
  });
});
