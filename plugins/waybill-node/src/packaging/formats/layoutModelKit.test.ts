import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  KitfileError,
  parseKitfile,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { extract as createExtract, type Header } from 'tar-stream';
import { memoryTree } from '../__testUtils__/memoryTree';
import type { FileTree } from '../FileTree';
import type { PackagePlan } from '../PackageLayout';
import { sealPackage } from '../publish/sealPackage';
import { layoutModelKit, type ModelKitOptions } from './layoutModelKit';
import { layoutModelPack, type ModelPackOptions } from './layoutModelPack';

const GOLDEN = path.join(__dirname, '..', 'contents', '__fixtures__');
/** A ZIP archive with an empty `manifest.json`, in latin1. */
const MCP_BUNDLE = [
  'PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\r\0\0\0manifest.json',
  'PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\r\0\0\0\0\0\0\0\0\0\0\0\x80\x01\0\0\0\0manifest.json',
  'PK\x05\x06\0\0\0\0\x01\0\x01\0;\0\0\0+\0\0\0\0\0',
].join('');

const goldenManifest = (name: string): Manifest =>
  JSON.parse(readFileSync(path.join(GOLDEN, name, 'manifest.json'), 'utf8'));
const goldenBlob = (name: string, digest: string) =>
  readFileSync(path.join(GOLDEN, name, 'blobs', digest.replace(':', '-')));

const golden = goldenManifest('modelkit');
const goldenKitfile = parseKitfile(`manifestVersion: "1.0.0"
package: {name: iris, version: 1.0.0, description: Golden kit, license: MIT, authors: [Waybill]}
model: {name: iris, path: ./models, framework: sklearn, version: 1.0.0, license: MIT, description: a model, parameters: {depth: 3}}
code: [{path: ./code, description: training}]
datasets: [{name: sample, path: ./data/sample.json, license: CC0-1.0}]
docs: [{path: ./docs/README.md}]
`);

async function headersOf(tar: Buffer): Promise<Map<string, [Header, Buffer]>> {
  const found = new Map<string, [Header, Buffer]>();
  const extract = createExtract();
  extract.end(tar);
  for await (const entry of extract)
    found.set(entry.header.name, [entry.header, await buffer(entry)]);
  return found;
}

/** The folder from which kit made the golden package. */
async function goldenTree(): Promise<FileTree> {
  const content: Record<string, Buffer> = {
    LICENSE: Buffer.from('MIT\n'),
    Kitfile: Buffer.from('not packed'),
  };
  for (const { digest } of golden.layers) {
    const entries = await headersOf(goldenBlob('modelkit', digest));
    for (const [name, [{ type }, bytes]] of entries)
      if (type === 'file') content[name] = bytes;
  }
  return memoryTree(content);
}

async function pack(
  tree: FileTree,
  options: ModelKitOptions,
): Promise<PackagePlan> {
  return sealPackage(await layoutModelKit(tree, options));
}

async function packLayers(
  content: Record<string, string>,
  kitfile: string,
  modes?: Record<string, number>,
): Promise<string[][]> {
  const plan = await pack(memoryTree(content, modes), {
    kitfile: parseKitfile(kitfile),
  });
  return Promise.all(
    plan.layers.map(async layer => [
      ...(await headersOf(await buffer(layer.open()))).keys(),
    ]),
  );
}

describe('layoutModelKit', () => {
  it('equals what kit 1.15 packed, layer by layer and in its config', async () => {
    const plan = await pack(await goldenTree(), { kitfile: goldenKitfile });
    expect(plan.manifest.layers).toEqual(golden.layers);
    expect(plan.manifest.config).toEqual(golden.config);
    expect(plan.manifest.artifactType).toBe(golden.artifactType);
    for (const [index, layer] of plan.layers.entries())
      expect(
        (await buffer(layer.open())).equals(
          goldenBlob('modelkit', golden.layers[index].digest),
        ),
      ).toBe(true);
  });

  it('has the same digest each time, and a time only where one is given', async () => {
    const tree = await goldenTree();
    const plan = await pack(tree, { kitfile: goldenKitfile });
    expect(plan.manifest.annotations).toBeUndefined();
    expect((await pack(tree, { kitfile: goldenKitfile })).descriptor).toEqual(
      plan.descriptor,
    );
    const dated = await pack(tree, {
      kitfile: goldenKitfile,
      createdAt: new Date('2026-01-02T03:04:05.678Z'),
      annotations: { 'org.opencontainers.image.version': '1.0.0' },
    });
    expect(dated.manifest.annotations).toEqual({
      'org.opencontainers.image.created': '2026-01-02T03:04:05Z',
      'org.opencontainers.image.version': '1.0.0',
    });
    expect(dated.manifest.config).toEqual(plan.manifest.config);
  });

  it('walks as kit does: by name in each folder, parents first', async () => {
    const content = {
      'a/m/z': '',
      'a/m/b/c': '',
      'a/m/b-d': '',
      'a/m/b.e': '',
      'a/other': '',
      'b/x': '',
    };
    expect(await packLayers(content, 'model: {path: a/m}')).toEqual([
      ['a', 'a/m', 'a/m/b', 'a/m/b/c', 'a/m/b-d', 'a/m/b.e', 'a/m/z'],
    ]);
  });

  it('keeps modes and empty folders, and gives all to user 1000', async () => {
    const plan = await pack(
      memoryTree(
        { 'm/run': '' },
        { 'm/': 0o750, 'm/empty/': 0o700, 'm/run': 0o755 },
      ),
      { kitfile: parseKitfile('model: {path: m}') },
    );
    const headers = await headersOf(await buffer(plan.layers[0].open()));
    expect(
      [...headers.values()].map(([{ name, type, mode, uid, gid, mtime }]) => [
        name,
        type,
        mode?.toString(8),
        uid,
        gid,
        mtime?.getTime(),
      ]),
    ).toEqual([
      ['m', 'directory', '750', 1000, 0, 0],
      ['m/empty', 'directory', '700', 1000, 0, 0],
      ['m/run', 'file', '755', 1000, 0, 0],
    ]);
  });

  it('follows .kitignore and packs neither it nor the Kitfile', async () => {
    const content = {
      '.kitignore': '*.log\nsub\n!sub/keep\n',
      Kitfile: '',
      a: '',
      'x.log': '',
      'sub/gone': '',
      'sub/keep': '',
      'deep/Kitfile': '',
    };
    expect(await packLayers(content, 'code: [{path: .}]')).toEqual([
      ['a', 'deep', 'deep/Kitfile', 'sub/keep'],
    ]);
  });

  it('gives each file to one layer, and tells which ones kit leaves out', async () => {
    const content = {
      'data/a.csv': '',
      'data/b/c.csv': '',
      'data2.csv': '',
      'dots..txt': '',
      'x.txt': '',
    };
    const kitfile =
      'code: [{path: .}]\ndatasets: [{path: data}, {path: data/b}]';
    expect(await packLayers(content, kitfile)).toEqual([
      ['x.txt'],
      ['data', 'data/a.csv'],
      ['data', 'data/b', 'data/b/c.csv'],
    ]);
    const { omitted } = await layoutModelKit(memoryTree(content), {
      kitfile: parseKitfile(kitfile),
    });
    expect([...omitted].sort()).toEqual(['data2.csv', 'dots..txt']);
  });

  it('has no layer for what another ModelKit brings, nor for the files of that', async () => {
    const kitfile = parseKitfile(
      'model: {path: "registry.example/base:v1"}\ncode: [{path: .}]',
    );
    const plan = await pack(memoryTree({ 'a.py': '', 'base/x': '' }), {
      kitfile,
      parents: [parseKitfile('code: [{path: base}]')],
    });
    expect(plan.files.map(file => file.path)).toEqual(['a.py']);
    expect(plan.manifest.layers).toHaveLength(1);
    const config = await buffer(plan.config.open());
    expect(JSON.parse(config.toString()).model).toEqual({
      path: 'registry.example/base:v1',
    });
  });

  it('is a ModelKit without layers where all is elsewhere', async () => {
    const plan = await pack(memoryTree({ a: '' }), {
      kitfile: parseKitfile('model: {path: "registry.example/base:v1"}'),
    });
    expect(plan.layers).toEqual([]);
  });

  it('takes MCP bundles as they are', async () => {
    const zip = Buffer.from(MCP_BUNDLE, 'latin1');
    const plan = await pack(memoryTree({ 's.mcpb': zip }), {
      kitfile: parseKitfile('mcpServers: [{name: s, path: ./s.mcpb}]'),
    });
    expect(plan.manifest.layers[0]).toMatchObject({
      mediaType: 'application/vnd.kitops.modelkit.mcpb.v1.raw',
      size: zip.length,
      annotations: {
        'org.cncf.model.filepath': 's.mcpb',
        'org.cncf.model.file.metadata+json': `{"name":"s.mcpb","mode":420,"uid":0,"gid":0,"size":${zip.length},"mtime":"1970-01-01T00:00:00Z","typeflag":48}`,
      },
    });
    expect((await buffer(plan.layers[0].open())).equals(zip)).toBe(true);
  });

  it.each([
    ['no archive', 'nonsense'],
    ['cut off', MCP_BUNDLE.slice(0, -5)],
    [
      'of a list that is elsewhere',
      MCP_BUNDLE.replace('+\0\0\0\0\0', '+\0\xff\0\0\0'),
    ],
    [
      'without a manifest',
      MCP_BUNDLE.replaceAll('manifest.json', 'manifest.txt_'),
    ],
  ])('refuses an MCP bundle that is %s', async (_, zip) => {
    const tree = memoryTree({ 's.mcpb': Buffer.from(zip, 'latin1') });
    const kitfile = parseKitfile('mcpServers: [{name: s, path: s.mcpb}]');
    await expect(layoutModelKit(tree, { kitfile })).rejects.toMatchObject({
      code: 'PACKAGE_NOT_VALID',
      message: expect.stringContaining("'s.mcpb'"),
    });
  });

  it.each([
    ['names what is not there', 'model: {path: nowhere}', 'FILE_NOT_FOUND'],
    ['names nothing', 'package: {name: a}', 'EMPTY_FOLDER'],
    [
      'names a folder where a bundle belongs',
      'mcpServers: [{name: s, path: f.mcpb}]',
      'FILE_TYPE_NOT_ALLOWED',
    ],
    [
      'names thousands',
      `docs: [${Array.from({ length: 5001 }, (_, n) => `{path: d${n}}`)}]`,
      'TOO_MANY_FILES',
    ],
  ])('refuses a Kitfile that %s', async (_, text, code) => {
    const tree = memoryTree({ a: '', 'f.mcpb/x': '' });
    const kitfile = parseKitfile(text);
    await expect(layoutModelKit(tree, { kitfile })).rejects.toMatchObject({
      code,
    });
  });

  it('refuses a Kitfile that was built wrong', async () => {
    const kitfile = { manifestVersion: '1.0.0', model: { path: '/etc' } };
    await expect(
      layoutModelKit(memoryTree({ a: '' }), { kitfile }),
    ).rejects.toBeInstanceOf(KitfileError);
  });
});

describe('layoutModelPack', () => {
  const theirs = goldenManifest('kit-modelpack');

  async function packModel(
    options: ModelPackOptions,
  ): Promise<[PackagePlan, string]> {
    const layout = await layoutModelPack(await goldenTree(), options);
    const plan = await sealPackage(layout);
    return [plan, (await buffer(plan.config.open())).toString()];
  }

  it('equals what kit 1.15 packed, but for the time', async () => {
    const [plan, config] = await packModel({ kitfile: goldenKitfile });
    expect(plan.manifest.layers).toEqual(theirs.layers);
    expect(plan.manifest.artifactType).toBe(theirs.artifactType);
    expect(plan.manifest.annotations).toEqual({
      'ml.kitops.modelkit.kitfile':
        theirs.annotations?.['ml.kitops.modelkit.kitfile'],
    });
    expect(config).toBe(
      goldenBlob('kit-modelpack', theirs.config.digest)
        .toString()
        .replace(/"createdAt":"[^"]*",/, ''),
    );
  });

  it('says what is known of the model, and when it was made', async () => {
    const [, config] = await packModel({
      kitfile: goldenKitfile,
      createdAt: new Date('2026-01-02T03:04:05Z'),
      details: { paramSize: '8b', precision: 'bf16', format: 'safetensors' },
    });
    expect(JSON.parse(config)).toMatchObject({
      descriptor: { createdAt: '2026-01-02T03:04:05Z' },
      config: { format: 'safetensors', paramSize: '8b', precision: 'bf16' },
    });
  });

  it('refuses MCP servers, as kit does', async () => {
    const tree = memoryTree({ 's.mcpb': Buffer.from(MCP_BUNDLE, 'latin1') });
    const kitfile = parseKitfile('mcpServers: [{name: s, path: s.mcpb}]');
    await expect(layoutModelPack(tree, { kitfile })).rejects.toMatchObject({
      code: 'FORMAT_NOT_SUPPORTED',
    });
  });
});
