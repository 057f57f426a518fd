/** What a file of a model's folder is, by its name. */
export type FileKind =
  | 'weights'
  | 'metadata'
  | 'dataset'
  | 'docs'
  | 'prompt'
  | 'mcpServer'
  | 'code'
  | 'nothing';

const FORMAT_OF_SUFFIX: Readonly<Record<string, string>> = {
  safetensors: 'safetensors',
  gguf: 'gguf',
  ggml: 'ggml',
  onnx: 'onnx',
  pt: 'pytorch',
  pt2: 'pytorch',
  pth: 'pytorch',
  ptl: 'pytorch',
  mar: 'pytorch',
  bin: 'pytorch',
  pkl: 'pickle',
  pickle: 'pickle',
  joblib: 'joblib',
  ckpt: 'checkpoint',
  pb: 'tensorflow',
  tflite: 'tflite',
  h5: 'keras',
  keras: 'keras',
  npy: 'numpy',
  npz: 'numpy',
  ubj: 'xgboost',
  bst: 'xgboost',
  pmml: 'pmml',
  mlmodel: 'coreml',
  llamafile: 'llamafile',
};

const SUFFIXES: readonly (readonly [FileKind, RegExp])[] = [
  ['prompt', /(?:^|\/)(?:agents|skill|claude)\.md$|\.prompt(?:\.[^/]*)?$/i],
  ['mcpServer', /\.mcpb$/],
  [
    'docs',
    /(?:^|\/)(?:readme|license|licence|notice|copying|changelog|model[-_]?card)(?:\.[^/]*)?$|\.(?:md|rst|adoc|html|pdf)$/i,
  ],
  [
    'code',
    /(?:^|\/)(?:requirements[^/]*\.txt|pyproject\.toml|dockerfile|makefile)$|\.(?:py|ipynb|sh|r|jl|js|ts|go|rs|c|cc|cpp|h)$/i,
  ],
  [
    'dataset',
    /\.(?:csv|tsv|parquet|jsonl|ndjson|arrow|tfrecords?|tar|zip|gz)$/i,
  ],
  [
    'metadata',
    /\.(?:json|ya?ml|toml|xml|txt|model|tiktoken|jinja|spm|vocab)$/i,
  ],
];

/** Of no use to whoever gets the model, or kit's own. */
const NOTHING =
  /(?:^|\/)(?:\.gitattributes|\.gitignore|\.DS_Store)$|^(?:Kitfile|kitfile|\.kitfile|\.kitignore)$|^\.git\//;

/** @returns the format of weights, where the name ends like those of weights */
export function weightsFormat(path: string): string | undefined {
  const suffix = /\.([a-z\d]+)$/i.exec(path)?.[1].toLowerCase() ?? '';
  return Object.hasOwn(FORMAT_OF_SUFFIX, suffix)
    ? FORMAT_OF_SUFFIX[suffix]
    : undefined;
}

/** Code is what no other name fits. */
export function fileKind(path: string): FileKind {
  if (NOTHING.test(path)) return 'nothing';
  if (weightsFormat(path)) return 'weights';
  return SUFFIXES.find(([, names]) => names.test(path))?.[0] ?? 'code';
}

/** What a folder is by its name, whatever is in it. */
export function folderKind(name: string): FileKind | undefined {
  if (/^docs?$/i.test(name)) return 'docs';
  if (/^(?:src|code|scripts|lib|pkg)$/i.test(name)) return 'code';
  if (/^(?:data|datasets?)$/i.test(name)) return 'dataset';
  return /^prompts?$/i.test(name) ? 'prompt' : undefined;
}
