import fc from 'fast-check';
import { draftKitfile } from './draftKitfile';
import { cleanKitfilePath } from './kitfilePath';
import { kitfileLayers } from './kitfileLayers';
import { kitfileProblems } from './kitfileProblems';

const files = (...paths: string[]) =>
  paths.map((path, index) => ({ path, sizeBytes: 100 + index }));

describe('draftKitfile', () => {
  it('takes the weights for the model, and what is beside them for parts', () => {
    expect(
      draftKitfile(
        files(
          '.gitattributes',
          'README.md',
          'config.json',
          'model.safetensors',
          'tokenizer.json',
          'train.py',
        ),
        { name: 'bert', version: '1.0.0', license: 'MIT', authors: ['Ada'] },
      ),
    ).toStrictEqual({
      manifestVersion: '1.0.0',
      package: {
        name: 'bert',
        version: '1.0.0',
        license: 'MIT',
        authors: ['Ada'],
      },
      model: {
        name: 'bert',
        path: 'model.safetensors',
        license: 'MIT',
        format: 'safetensors',
        version: '1.0.0',
        parts: [{ path: 'config.json' }, { path: 'tokenizer.json' }],
      },
      code: [{ path: 'train.py' }],
      docs: [{ path: 'README.md' }],
    });
  });

  it('takes a folder for one thing', () => {
    const draft = draftKitfile(
      files(
        'models/a/model.onnx',
        'models/config.json',
        'src/train.py',
        'notes/a.md',
        'tables/a.csv',
        'tables/schema.json',
        'mixed/a.csv',
        'mixed/a.py',
        'prompts/system.txt',
        'bundles/search.mcpb',
      ),
    );
    expect(draft).toStrictEqual({
      manifestVersion: '1.0.0',
      model: { path: 'models', format: 'onnx' },
      code: [{ path: 'mixed' }, { path: 'src' }],
      datasets: [{ path: 'tables' }],
      docs: [{ path: 'notes' }],
      prompts: [{ path: 'prompts' }],
      mcpServers: [{ name: 'bundles/search', path: 'bundles/search.mcpb' }],
    });
  });

  it('takes the first of shards for the model, and the largest of others', () => {
    const shards = ['m-1.safetensors', 'm-2.safetensors', 'm-3.safetensors'];
    expect(
      draftKitfile(shards.map(path => ({ path, sizeBytes: 10 }))).model,
    ).toMatchObject({
      path: 'm-1.safetensors',
      parts: [{ path: 'm-2.safetensors' }, { path: 'm-3.safetensors' }],
    });
    expect(
      draftKitfile([
        { path: 'adapter.bin', sizeBytes: 1 },
        { path: 'model.gguf', sizeBytes: 100 },
      ]).model,
    ).toStrictEqual({
      path: 'model.gguf',
      format: 'gguf',
      parts: [{ path: 'adapter.bin' }],
    });
  });

  it('takes settings without a model for a dataset', () => {
    expect(draftKitfile(files('a.json'))).toStrictEqual({
      manifestVersion: '1.0.0',
      datasets: [{ path: 'a.json' }],
    });
  });

  it('holds every file once and follows the rules, in any order', () => {
    const segment = fc.constantFrom(
      'a',
      'b',
      'data',
      'docs',
      'src',
      'models',
      'a.py',
      'b.gguf',
      'c.json',
      'd.csv',
      'e.md',
      'f.mcpb',
      'g',
    );
    const tree = fc.uniqueArray(
      fc
        .array(segment, { minLength: 1, maxLength: 3 })
        .map(parts => parts.join('/')),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(tree, fc.integer(), (paths, seed) => {
        // a path cannot be a file and a folder
        const real = paths.filter(
          path => !paths.some(other => other.startsWith(`${path}/`)),
        );
        const all = files(...real);
        const draft = draftKitfile(all);
        expect(kitfileProblems(draft)).toEqual([]);
        const entries = kitfileLayers(draft).map(({ path }) =>
          cleanKitfilePath(path),
        );
        for (const { path } of all)
          expect(
            entries.filter(
              entry => path === entry || path.startsWith(`${entry}/`),
            ),
          ).toHaveLength(1);
        const turn = all.length ? Math.abs(seed) % all.length : 0;
        expect(
          draftKitfile([...all.slice(turn), ...all.slice(0, turn)]),
        ).toStrictEqual(draft);
      }),
    );
  });
});
