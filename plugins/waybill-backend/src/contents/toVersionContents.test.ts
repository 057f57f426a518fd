import type { PackageContents } from '@waybill/backstage-plugin-waybill-node';
import { toVersionContents } from './toVersionContents';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const BASE = `sha256:${'cd'.repeat(32)}`;
const layer = {
  mediaType: 'application/vnd.oci.image.layer.v1.tar',
  digest: DIGEST,
  size: 2048,
};

const contents = (change: Partial<PackageContents> = {}): PackageContents => ({
  repository: { host: 'registry.example.com', path: 'models/iris' },
  descriptor: { ...layer, digest: DIGEST },
  manifest: {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { ...layer, size: 100 },
    layers: [layer],
  },
  format: 'modelcar',
  layers: [
    {
      descriptor: layer,
      role: 'image',
      shape: 'tar',
      compression: 'none',
      isBase: false,
      isListed: true,
    },
  ],
  files: [{ path: 'model.joblib', sizeBytes: 5, layer, offset: 512 }],
  specials: [],
  ...change,
});

const onBase = contents({
  layers: [{ ...contents().layers[0], isBase: true }, ...contents().layers],
});

const told = { licenses: [], weights: [] };
const places = [{ name: 'dev', cluster: {}, kserve: { version: 'v0.20.0' } }];
const notes = (...args: Parameters<typeof toVersionContents>) =>
  toVersionContents(...args).serving.map(({ code }) => code);

describe('toVersionContents', () => {
  it('says that a modelcar of the model alone lacks a shell', () => {
    expect(notes(contents(), told, { places })).toEqual([
      'IMAGE_WITHOUT_SHELL',
    ]);
  });

  it('says nothing of a base image that nobody looked into', () => {
    expect(notes(onBase, told, { places })).toEqual([]);
  });

  it('says nothing of the configured base image, and nothing in the sandbox', () => {
    const baseImage = `registry.example.com/base@${BASE}`;
    const description = { ...told, baseImage: { digest: BASE } };
    expect(notes(onBase, description, { places, baseImage })).toEqual([]);
    expect(notes(contents(), told, { places, isSandbox: true })).toEqual([]);
  });

  it('tells sizes and files, and cuts what no page shows', () => {
    const files = Array.from({ length: 2_500 }, (_, index) => ({
      path: `shard-${index}.bin`,
      sizeBytes: 1,
      layer,
      offset: 512,
    }));
    const shown = toVersionContents(
      contents({ files }),
      {
        ...told,
        kitfileText: 'x'.repeat(100_000),
        parameters: { seed: 2n ** 40n },
        modelCard: {
          path: 'README.md',
          text: 'y'.repeat(100_000),
          isCut: false,
        },
      },
      { places: [] },
    );
    expect(shown.sizeBytes).toBe(2148);
    expect(shown.files).toHaveLength(2_000);
    expect(shown.fileCount).toBe(2_500);
    expect(shown.kitfile).toHaveLength(65_536);
    expect(shown.modelCard).toMatchObject({ isCut: true });
    expect(shown.parameters).toContain('1099511627776');
    expect(shown.files[0]).toEqual({ path: 'shard-0.bin', sizeBytes: 1 });
  });
});
