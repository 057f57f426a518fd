import modelkit from './__fixtures__/modelkit.json';
import type { Kitfile } from './Kitfile';
import { kitfileConfigJson } from './kitfileConfig';
import { kitfileLayers } from './kitfileLayers';
import { kitfileProblems, kitfileWarnings } from './kitfileProblems';
import { modelPackConfigJson } from './modelPackConfig';
import { parseKitfile } from './parseKitfile';
import { readKitfileConfig } from './readKitfileConfig';

const golden = parseKitfile(modelkit.kitfile);
const digests = modelkit.manifest.layers.map(({ digest }) => ({
  digest,
  diffId: digest,
}));

const everything: Kitfile = {
  manifestVersion: '1.0.0',
  model: { path: 'm', parts: [{ path: 'p' }, { path: 'q' }] },
  code: [{ path: 'c' }, {}],
  datasets: [
    { path: 'd', parameters: 0 },
    { path: 'r', remotePath: 's3://b/k', remoteHash: 'h' },
    { path: 'e' },
  ],
  docs: [{ path: 'o' }],
  prompts: [{ path: 'x' }],
  mcpServers: [{ name: 's', path: 's.mcpb' }],
};

describe('kitfileConfigJson', () => {
  it('equals the config that kit 1.15 wrote', () => {
    expect(kitfileConfigJson(golden, digests)).toBe(modelkit.config);
  });

  it('gives each entry the digests of its layer', () => {
    const layers = kitfileLayers(everything).map(({ place }) => ({
      digest: place,
      diffId: `diff of ${place}`,
    }));
    const config = JSON.parse(kitfileConfigJson(everything, layers));
    expect(config.model.digest).toBe('model');
    expect(config.model.parts[1].diffId).toBe('diff of model.parts[1]');
    expect(
      config.datasets.map((one: { digest?: string }) => one.digest),
    ).toEqual(['datasets[0]', undefined, 'datasets[2]']);
    expect(config.mcpServers[0].digest).toBe('mcpServers[0]');
    expect(config.code[1]).toStrictEqual({
      digest: 'code[1]',
      diffId: 'diff of code[1]',
    });
  });

  it('refuses digests of other layers', () => {
    expect(() => kitfileConfigJson(golden, digests.slice(1))).toThrow(
      RangeError,
    );
  });

  it("escapes and sorts as Go's JSON does", () => {
    expect(
      kitfileConfigJson({
        manifestVersion: '1.0.0',
        model: {
          parameters: {
            'Z\u{1F600}': '<a href="x">&\u2028\u007f\b',
            'Z\uff5e': [-0, 1e21, 1e-7, 1.5, 2n ** 64n - 1n, null],
          },
        },
      }),
    ).toBe(
      '{"manifestVersion":"1.0.0","package":{},"model":{"parameters":{"Z\uff5e":[-0,1e+21,1e-7,1.5,18446744073709551615,null],"Z\u{1F600}":"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\u007f\\b"}}}',
    );
  });
});

describe('readKitfileConfig', () => {
  it('reads the Kitfile back, and the digests of its layers', () => {
    const { kitfile, layers } = readKitfileConfig(modelkit.config);
    expect(kitfile).toStrictEqual(golden);
    expect(layers).toStrictEqual(
      kitfileLayers(golden).map((layer, index) => ({
        ...layer,
        ...digests[index],
      })),
    );
  });

  it('passes over keys that a newer kit may have written', () => {
    expect(
      readKitfileConfig(
        '{"manifestVersion":"1.0.0","new":1,"model":{"path":"m","newer":{}}}',
      ).kitfile,
    ).toStrictEqual({ manifestVersion: '1.0.0', model: { path: 'm' } });
  });

  it.each([
    ['nonsense', { code: 'INVALID_YAML' }],
    ['[]', { code: 'WRONG_TYPE', path: '' }],
    ['{"model":{"path":1}}', { code: 'WRONG_TYPE', path: 'model.path' }],
    ['{"code":{}}', { code: 'WRONG_TYPE', path: 'code' }],
    ['{"code":["a"]}', { code: 'WRONG_TYPE', path: 'code[0]' }],
    [
      `{"model":{"parameters":${'['.repeat(100)}${']'.repeat(100)}}}`,
      { code: 'TOO_LARGE', path: 'model.parameters' },
    ],
  ])('refuses %s', (json, expected) => {
    expect(() => readKitfileConfig(json)).toThrow(
      expect.objectContaining(expected),
    );
  });
});

describe('kitfileLayers', () => {
  it('is in the order in which kit writes layers, without what is elsewhere', () => {
    expect(
      kitfileLayers(everything).map(({ type, path }) => [type, path]),
    ).toEqual([
      ['model', 'm'],
      ['modelpart', 'p'],
      ['modelpart', 'q'],
      ['code', 'c'],
      ['code', ''],
      ['dataset', 'd'],
      ['dataset', 'e'],
      ['docs', 'o'],
      ['prompt', 'x'],
      ['mcpb', 's.mcpb'],
    ]);
    expect(
      kitfileLayers({
        manifestVersion: '1.0.0',
        model: { path: 'registry.example/base:v1', parts: [{ path: 'p' }] },
      }).map(({ place }) => place),
    ).toEqual(['model.parts[0]']);
  });
});

describe('kitfileProblems and kitfileWarnings', () => {
  it('are none for a good Kitfile', () => {
    expect(kitfileProblems(everything)).toEqual([]);
    expect(kitfileWarnings(everything)).toEqual([]);
  });

  it('finds in a built Kitfile what would be refused of a written one', () => {
    expect(
      kitfileProblems({
        manifestVersion: '1.0.0',
        model: { path: 'a\nb' },
        docs: [{ path: '../x' }, { path: '..' }],
      }).map(({ code, path }) => [code, path]),
    ).toEqual([
      ['INVALID_PATH', 'model.path'],
      ['INVALID_PATH', 'docs[0].path'],
      ['INVALID_PATH', 'docs[1].path'],
    ]);
  });

  it('warns of what kit warns of', () => {
    const warnings = kitfileWarnings({
      manifestVersion: '2',
      datasets: [{ path: 'd', remotePath: 'r.example/x:v', remoteHash: 'h' }],
    });
    expect(warnings).toEqual([
      expect.stringContaining("'2'"),
      expect.stringContaining('datasets[0].remoteHash'),
    ]);
  });
});

describe('modelPackConfigJson', () => {
  it('has the fields of model-spec 0.0.7 in their order', () => {
    expect(
      modelPackConfigJson(
        { ...golden, docs: undefined, code: [{ license: 'AGPL' }] },
        ['sha256:1'],
        {
          createdAt: new Date('2026-01-02T03:04:05.600Z'),
          family: 'iris',
          docUrl: 'https://d.example',
          sourceUrl: 'https://s.example',
          revision: 'abc',
          vendor: 'v',
          architecture: 'tree',
          format: 'joblib',
          paramSize: '1k',
          precision: 'fp32',
          quantization: 'none',
        },
      ),
    ).toBe(
      '{"descriptor":{"createdAt":"2026-01-02T03:04:05.6Z","authors":["Waybill"],"family":"iris","name":"iris","docURL":"https://d.example","sourceURL":"https://s.example","version":"1.0.0","revision":"abc","vendor":"v","licenses":["AGPL","CC0-1.0","MIT"],"title":"iris","description":"Golden kit"},"modelfs":{"type":"layers","diffIds":["sha256:1"]},"config":{"architecture":"tree","format":"joblib","paramSize":"1k","precision":"fp32","quantization":"none"}}',
    );
  });

  it('has no time where nobody gives one', () => {
    expect(modelPackConfigJson({ manifestVersion: '1.0.0' }, [])).toBe(
      '{"descriptor":{},"modelfs":{"type":"layers","diffIds":[]},"config":{}}',
    );
  });
});
