import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { PackageBuilder } from './__testUtils__/PackageBuilder';
import { CountingRegistry } from './__testUtils__/CountingRegistry';
import { tarOf } from './__testUtils__/tarOf';
import { describePackage } from './describePackage';
import { readContents } from './readContents';

/** A SafeTensors file with so many parameters, and none of them there. */
function safeTensors(shape: number[], metadata = ''): Buffer {
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { note: metadata },
      weight: { dtype: 'BF16', shape, data_offsets: [0, 0] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

describe('describePackage', () => {
  let registry: CountingRegistry;
  let builder: PackageBuilder;

  beforeEach(() => {
    registry = new CountingRegistry();
    builder = new PackageBuilder(registry);
  });

  const describeIt = async ({ digest }: { readonly digest: string }) => {
    const { client, repository } = builder;
    const contents = await readContents(client, repository, digest);
    registry.reset();
    return describePackage(client, contents);
  };

  it.each(['modelkit', 'kit-modelpack'] as const)(
    'tells what kit has written down (%s)',
    async name => {
      const described = await describeIt(await builder.pushGolden(name));
      expect(described).toMatchObject({
        kitfile: { package: { name: 'iris' }, model: { framework: 'sklearn' } },
        licenses: ['CC0-1.0', 'MIT'],
        parameters: { depth: 3 },
        modelCard: { path: 'docs/README.md', text: '# Iris\n', isCut: false },
      });
      expect(described.kitfileText).toContain('framework: sklearn');
    },
  );

  it('tells what stands in the golden weights that they are not SafeTensors', async () => {
    const { weights } = await describeIt(await builder.pushGolden('modelkit'));
    expect(weights).toEqual([
      { path: 'models/model.safetensors', problem: expect.any(String) },
    ]);
  });

  it('reads headers of weights by small ranges', async () => {
    const described = await describeIt(
      await builder.pushModelcar([
        await tarOf([
          {
            name: 'models/1.safetensors',
            content: Buffer.concat([
              safeTensors([1000, 1000]),
              Buffer.alloc(5_000_000),
            ]),
          },
          // its header is longer than what is read at first
          {
            name: 'models/2.safetensors',
            content: safeTensors([7], 'x'.repeat(100_000)),
          },
          { name: 'models/3.gguf', content: 'GGUF' },
          { name: 'models/4.GGUF', content: 'no' },
          { name: 'models/other.bin', content: 'x' },
        ]),
      ]),
    );
    expect(registry.fetchedBytes).toBeLessThan(500_000);
    expect(described.parameterCount).toBe(1_000_007);
    expect(described.weights).toMatchObject([
      {
        path: '1.safetensors',
        header: {
          parameterCount: 1_000_000,
          parametersByType: [{ type: 'BF16', parameterCount: 1_000_000 }],
        },
      },
      { path: '2.safetensors', header: { parameterCount: 7 } },
      { path: '3.gguf', problem: 'It ends within its header.' },
      { path: '4.GGUF', problem: 'It ends within its header.' },
    ]);
  });

  it('tells base image and licenses of annotations, config and model card', async () => {
    const described = await describeIt(
      await builder.push({
        configType: MediaType.imageConfig,
        annotations: {
          'org.opencontainers.image.base.name': 'registry.test/base',
          'org.opencontainers.image.base.digest': 'sha256:0',
          'org.opencontainers.image.licenses': 'MIT',
        },
        layers: [
          {
            bytes: await tarOf([
              {
                name: 'models/README.md',
                content: '---\nlicense: apache-2.0\ntags: [a]\n---\n# Hi',
              },
              { name: 'models/sub/README.md', content: 'deeper' },
            ]),
          },
        ],
      }),
    );
    expect(described).toMatchObject({
      baseImage: { name: 'registry.test/base', digest: 'sha256:0' },
      licenses: ['MIT', 'apache-2.0'],
      modelCard: { path: 'README.md' },
      weights: [],
    });
    expect(described.parameterCount).toBeUndefined();
  });

  it.each<[string, unknown, string[]]>([
    ['has some', { descriptor: { licenses: ['Apache-2.0'] } }, ['Apache-2.0']],
    ['has none', {}, []],
    ['is none', { descriptor: { licenses: 7 } }, []],
  ])(
    'takes the licenses of a ModelPack whose config %s',
    async (_, config, licenses) => {
      const described = await describeIt(
        await builder.push({
          artifactType: MediaType.modelPackManifest,
          configType: MediaType.modelPackConfig,
          config,
          layers: [],
        }),
      );
      expect(described.licenses).toEqual(licenses);
    },
  );

  it('cuts a model card that is a book', async () => {
    const { modelCard } = await describeIt(
      await builder.pushModelcar([
        await tarOf([
          { name: 'models/readme.md', content: 'x'.repeat(600_000) },
        ]),
      ]),
    );
    expect(modelCard).toMatchObject({ isCut: true });
    expect(modelCard?.text).toHaveLength(512 * 1024);
  });
});
