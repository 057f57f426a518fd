import type {
  Kitfile,
  ModelDeclaration,
} from '@waybill/backstage-plugin-waybill-common';
import type { ModelVariant } from './ModelRepositoryInput';
import { IMAGES } from './pins';

/** What TypeScript has to know of a variant's code. */
export interface VariantFacts {
  /** Folders below `skeletons/`, later ones win. */
  readonly layers: readonly string[];
  readonly title: string;
  readonly framework?: string;
  readonly format?: string;
  /** Where the model's files are. `atTop`: KServe's servers look at the top of an unpacked kit. */
  modelPaths(
    name: string,
    atTop: boolean,
  ): { readonly path: string; readonly parts?: readonly string[] };
  readonly parameters?: NonNullable<Kitfile['model']>['parameters'];
  readonly datasets: NonNullable<Kitfile['datasets']>;
  /** The program that brings the model, relative to the repository. */
  readonly makeModel: string;
  /** Verb of `run.sh` that does so. */
  readonly makeVerb: 'train' | 'fetch';
  readonly serverImage: string;
  /** Command of the server's image. */
  readonly command: readonly string[];
  readonly protocol: 'v1' | 'v2' | 'openai';
  /** A request that the model answers, for the README. */
  readonly example: string;
}

const SERVE = [
  'python',
  '-m',
  'uvicorn',
  '--app-dir',
  '/app/code',
  'inference:app',
  '--host',
  '0.0.0.0',
  '--port',
  '8080',
];

const FACTS: Record<ModelVariant, VariantFacts> = {
  sklearn: {
    layers: ['shared', 'served', 'sklearn'],
    title: 'scikit-learn',
    framework: 'scikit-learn',
    format: 'joblib',
    modelPaths: (_, atTop) => ({
      path: atTop ? 'model.joblib' : 'model/model.joblib',
    }),
    datasets: [
      {
        name: 'iris',
        path: 'datasets/iris.csv',
        description:
          'R. A. Fisher, 1936: 150 flowers of three species (UCI, doi 10.24432/C56C76)',
        license: 'CC-BY-4.0',
      },
    ],
    makeModel: 'code/train.py',
    makeVerb: 'train',
    serverImage: IMAGES.python,
    command: SERVE,
    protocol: 'v1',
    example: '{"instances": [[5.1, 3.5, 1.4, 0.2]]}',
  },
  transformers: {
    layers: ['shared', 'served', 'transformers'],
    title: 'PyTorch, text classification',
    framework: 'pytorch',
    format: 'safetensors',
    modelPaths: (_, atTop) =>
      atTop
        ? {
            path: 'model.safetensors',
            parts: [
              'config.json',
              'tokenizer.json',
              'tokenizer_config.json',
              'special_tokens_map.json',
              'vocab.txt',
            ],
          }
        : { path: 'model' },
    datasets: [
      {
        name: 'reviews',
        path: 'datasets/reviews.csv',
        description: 'A sample of 32 sentences, written for this example',
        license: 'Apache-2.0',
      },
    ],
    makeModel: 'code/train.py',
    makeVerb: 'train',
    serverImage: IMAGES.python,
    command: SERVE,
    protocol: 'v1',
    example: '{"instances": ["a warm and clever film"]}',
  },
  onnx: {
    layers: ['shared', 'served', 'onnx'],
    title: 'ONNX',
    framework: 'onnx',
    format: 'onnx',
    modelPaths: (name, atTop) => ({
      path: `${atTop ? '' : 'model/'}${name}/1/model.onnx`,
    }),
    datasets: [
      {
        name: 'digits',
        path: 'datasets/digits.csv',
        description:
          'E. Alpaydin, C. Kaynak, 1998: 600 of its handwritten digits, 8 by 8 pixels (UCI, doi 10.24432/C50P49)',
        license: 'CC-BY-4.0',
      },
    ],
    makeModel: 'code/train.py',
    makeVerb: 'train',
    serverImage: IMAGES.python,
    command: SERVE,
    protocol: 'v2',
    example:
      '{"inputs": [{"name": "pixels", "shape": [1, 64], "datatype": "FP32", "data": [0, 0, 5, …]}]}',
  },
  vllm: {
    layers: ['shared', 'vllm'],
    title: 'language model on vLLM',
    framework: 'pytorch',
    format: 'safetensors',
    modelPaths: (_, atTop) =>
      atTop
        ? {
            path: 'model.safetensors',
            parts: [
              'config.json',
              'generation_config.json',
              'tokenizer.json',
              'tokenizer_config.json',
              'vocab.json',
              'merges.txt',
            ],
          }
        : { path: 'model' },
    parameters: {
      source: {
        repository: 'Qwen/Qwen2.5-0.5B-Instruct',
        revision: '7ae557604adf67be50417f59c2c2f167def9a775',
      },
    },
    datasets: [],
    makeModel: 'code/fetch.py',
    makeVerb: 'fetch',
    serverImage: IMAGES.vllm,
    command: ['python3', '/app/code/inference.py'],
    protocol: 'openai',
    example:
      '{"model": "<name>", "messages": [{"role": "user", "content": "Hello"}]}',
  },
  empty: {
    layers: ['shared', 'served', 'empty'],
    title: 'a model of your own',
    modelPaths: () => ({ path: 'model' }),
    datasets: [
      {
        name: 'words',
        path: 'datasets/words.txt',
        description: 'A sample',
        license: 'Apache-2.0',
      },
    ],
    makeModel: 'code/train.py',
    makeVerb: 'train',
    serverImage: IMAGES.python,
    command: SERVE,
    protocol: 'v1',
    example: '{"instances": ["a ship leaves the port"]}',
  },
};

export function factsOf(variant: ModelVariant): VariantFacts {
  return FACTS[variant];
}

/** Whether the model's files have to be at the top of the kit, since KServe's own servers look for them there. */
export function isAtTop({ serving }: ModelDeclaration): boolean {
  return serving.kind !== 'Deployment' && serving.storage.scheme === 'kit';
}
