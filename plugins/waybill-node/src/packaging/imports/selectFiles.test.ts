import { selectFiles, type FileSelection } from './selectFiles';

function select(paths: readonly string[], selection: FileSelection = {}) {
  const { chosen, ignored, warnings } = selectFiles(
    paths.map(path => ({ path, sizeBytes: 1 })),
    selection,
    'hf://acme/iris@main',
  );
  return {
    chosen: chosen.map(({ path }) => path),
    ignored: Object.fromEntries(
      ignored.map(({ path, reason }) => [path, reason]),
    ),
    warnings: warnings.map(({ code }) => code),
  };
}

describe('selectFiles', () => {
  it.each<[string, string[], string[]]>([
    [
      'of transformers',
      ['model.safetensors', 'config.json'],
      ['pytorch_model.bin'],
    ],
    [
      'in shards, with their index',
      [
        'model-00001-of-00002.safetensors',
        'model-00002-of-00002.safetensors',
        'model.safetensors.index.json',
      ],
      [
        'pytorch_model-00001-of-00003.bin',
        'pytorch_model-00002-of-00003.bin',
        'pytorch_model.bin.index.json',
      ],
    ],
    [
      'of adapters',
      ['adapter_model.safetensors'],
      ['adapter_model.bin', 'adapter_model.pt'],
    ],
    [
      'of diffusers, variant by variant',
      [
        'unet/diffusion_pytorch_model.safetensors',
        'text_encoder/model.fp16.safetensors',
      ],
      [
        'unet/diffusion_pytorch_model.bin',
        'text_encoder/pytorch_model.fp16.bin',
      ],
    ],
    ['of a checkpoint', ['sd-v1.safetensors'], ['sd-v1.ckpt']],
  ])('leaves out pickles %s that are SafeTensors too', (_, safe, pickles) => {
    expect(select([...pickles, ...safe])).toEqual({
      chosen: safe,
      ignored: Object.fromEntries(pickles.map(path => [path, 'pickle'])),
      warnings: ['PICKLES_LEFT_OUT'],
    });
  });

  it.each([
    ['are alone', ['pytorch_model.bin', 'config.json']],
    ['are of another folder', ['a/model.safetensors', 'b/pytorch_model.bin']],
    ['are other weights', ['model.safetensors', 'optimizer.pt']],
    ['are another variant', ['model.safetensors', 'pytorch_model.fp16.bin']],
    ["are scikit-learn's", ['model.joblib']],
  ])('keeps pickles that %s, with a warning', (_, paths) => {
    expect(select(paths)).toEqual({
      chosen: paths,
      ignored: {},
      warnings: ['PICKLES'],
    });
  });

  it('takes no other .bin for a pickle', () => {
    const paths = ['openvino_model.bin', 'ggml-base.bin', 'model.ggml.q4.bin'];
    expect(select(paths).warnings).toEqual([]);
  });

  it('keeps pickles where that is asked for', () => {
    const paths = ['model.safetensors', 'pytorch_model.bin'];
    expect(select(paths, { keepPickles: true })).toMatchObject({
      chosen: paths,
      warnings: ['PICKLES'],
    });
  });

  it('looks for the twin among what is imported only', () => {
    expect(
      select(['model.safetensors', 'pytorch_model.bin'], {
        ignore: ['*.safetensors'],
      }).chosen,
    ).toEqual(['pytorch_model.bin']);
  });

  it.each<[string, FileSelection, string[]]>([
    ['a name in any folder', { ignore: ['*.onnx'] }, ['a.txt', 'x/b.txt']],
    ['a folder', { ignore: ['x/'] }, ['a.onnx', 'a.txt']],
    ['a folder by its content', { ignore: ['x/**'] }, ['a.onnx', 'a.txt']],
    ['a path', { ignore: ['x/b.txt'] }, ['a.onnx', 'a.txt', 'x/b.onnx']],
    ['what is included', { include: ['*.txt'] }, ['a.txt', 'x/b.txt']],
    [
      'first what is included, then what is ignored',
      { include: ['x/**'], ignore: ['*.onnx'] },
      ['x/b.txt'],
    ],
    ['braces', { include: ['a.{txt,onnx}'] }, ['a.onnx', 'a.txt']],
    [
      'no negation',
      { ignore: ['!a.txt'] },
      ['a.onnx', 'a.txt', 'x/b.onnx', 'x/b.txt'],
    ],
  ])('understands %s', (_, selection, chosen) => {
    expect(
      select(['a.onnx', 'a.txt', 'x/b.onnx', 'x/b.txt'], selection).chosen,
    ).toEqual(chosen);
  });

  it('matches names that begin with a dot', () => {
    expect(
      select(['.cache/x', 'a'], { ignore: ['.cache/**'] }).ignored,
    ).toEqual({ '.cache/x': 'ignored' });
  });

  it.each([
    ['an empty pattern', { ignore: [''] }],
    ['a pattern without end', { ignore: ['a'.repeat(501)] }],
    ['half a class', { include: ['[a'] }],
    ['too many patterns', { include: Array<string>(201).fill('*') }],
  ])('refuses %s', (_, selection) => {
    expect(() => select(['a'], selection)).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID' }),
    );
  });

  it.each([
    ['no files', [], {}],
    ['nothing that is included', ['a'], { include: ['b'] }],
    ['housekeeping alone', ['.gitattributes'], {}],
  ])('refuses where there is %s', (_, paths, selection) => {
    expect(() => select(paths, selection)).toThrow(
      expect.objectContaining({ code: 'NOTHING_TO_IMPORT' }),
    );
  });
});
