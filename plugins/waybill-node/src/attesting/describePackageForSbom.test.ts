import { createHash } from 'node:crypto';
import {
  MediaType,
  PredicateType,
} from '@waybill/backstage-plugin-waybill-common';
import { readContents } from '../packaging';
import {
  PackageBuilder,
  REPOSITORY,
} from '../packaging/contents/__testUtils__/PackageBuilder';
import { tarOf } from '../packaging/contents/__testUtils__/tarOf';
import { describePackageForSbom } from './describePackageForSbom';
import { modelCardOf, sbomOf } from './predicates';

const CARD = `---
license: mit
language: en
pipeline_tag: tabular-classification
base_model: acme/base
---
## Limitations
Knows three kinds.
`;

const digestOf = (content: string | Buffer) =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

describe('describePackageForSbom', () => {
  let builder: PackageBuilder;

  beforeEach(() => {
    builder = new PackageBuilder();
  });

  async function pushCar() {
    return builder.pushModelcar([
      await tarOf([
        { name: 'models/README.md', content: CARD },
        { name: 'models/model.txt', content: 'weights' },
        { name: 'models/empty', content: '' },
      ]),
      await tarOf([{ name: 'models/big.bin', content: 'x'.repeat(10_000) }]),
    ]);
  }

  async function describe(
    digest: string,
    options: Parameters<typeof describePackageForSbom>[2] = {},
  ) {
    const { client } = builder;
    const contents = await readContents(client, REPOSITORY, digest);
    return describePackageForSbom(client, contents, options);
  }

  it('hashes the files of a modelcar and reads its card', async () => {
    const { digest } = await pushCar();
    const facts = await describe(digest, { version: '1.0.0' });
    expect(facts).toMatchObject({
      repository: 'registry.test/models/iris',
      digest,
      format: 'modelcar',
      name: 'iris',
      version: '1.0.0',
      licenses: ['mit'],
      task: 'tabular-classification',
      languages: ['en'],
      baseModels: [{ name: 'acme/base' }],
      considerations: { limitations: 'Knows three kinds.' },
      modelCard: { path: 'README.md', digest: digestOf(CARD) },
    });
    expect(facts.files.map(({ path, digest: found }) => [path, found])).toEqual(
      [
        ['README.md', digestOf(CARD)],
        ['big.bin', digestOf('x'.repeat(10_000))],
        ['empty', digestOf('')],
        ['model.txt', digestOf('weights')],
      ],
    );
  });

  it('reads each layer once, and none that is more than it may', async () => {
    const { digest } = await pushCar();
    const contents = await readContents(builder.client, REPOSITORY, digest);
    const fetchBlob = jest.spyOn(builder.client, 'fetchBlob');
    const facts = await describePackageForSbom(builder.client, contents, {
      maxReadBytes: contents.layers[0].descriptor.size,
    });
    const whole = fetchBlob.mock.calls.filter(([, , more]) => !more?.range);
    expect(whole.map(([, layer]) => layer.digest)).toEqual([
      contents.layers[0].descriptor.digest,
    ]);
    expect(
      facts.files.find(({ path }) => path === 'big.bin'),
    ).not.toHaveProperty('digest');
    expect(facts.files.find(({ path }) => path === 'model.txt')?.digest).toBe(
      digestOf('weights'),
    );
  });

  it('reads what kit packed, with its Kitfile', async () => {
    const { digest } = await builder.pushGolden('modelkit');
    const facts = await describe(digest);
    expect(facts.format).toBe('modelkit');
    expect(facts.files.length).toBeGreaterThan(2);
    expect(facts.files.filter(file => !file.digest)).toEqual([]);
  });

  it('takes the model of another kit for its base', async () => {
    const other = `${REPOSITORY.host}/models/base@sha256:${'b'.repeat(64)}`;
    const { digest } = await builder.push({
      artifactType: MediaType.kitopsManifest,
      configType: MediaType.kitopsConfig,
      config: {
        manifestVersion: '1.0.0',
        package: { name: 'tuned', version: '2.0.0', authors: ['Ada'] },
        model: { name: 'tuned', path: other, framework: 'onnx' },
        datasets: [{ name: 'more', remotePath: 's3://data/more' }],
      },
      layers: [],
      annotations: {
        'org.opencontainers.image.created': '2026-11-21T10:00:00Z',
      },
    });
    expect(await describe(digest)).toMatchObject({
      name: 'tuned',
      createdAt: '2026-11-21T10:00:00.000Z',
      version: '2.0.0',
      authors: ['Ada'],
      framework: 'onnx',
      datasets: [{ name: 'more', url: 's3://data/more' }],
      baseModels: [
        {
          name: `${REPOSITORY.host}/models/base`,
          relation: 'included',
          digest: `sha256:${'b'.repeat(64)}`,
        },
      ],
    });
  });

  it('gives the predicates that are attested', async () => {
    const { digest } = await pushCar();
    const facts = await describe(digest);
    expect(sbomOf(facts)).toMatchObject({
      predicateType: PredicateType.cyclonedx,
      predicate: { bomFormat: 'CycloneDX' },
    });
    expect(sbomOf(facts, { format: 'spdx' })).toMatchObject({
      predicateType: PredicateType.spdx,
      predicate: { spdxVersion: 'SPDX-2.3' },
    });
    expect(modelCardOf(facts)).toMatchObject({
      predicateType: PredicateType.modelCard,
      predicate: { name: 'iris', licenses: ['MIT'] },
    });
  });
});
