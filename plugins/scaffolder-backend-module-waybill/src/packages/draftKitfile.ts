import type { Kitfile } from '@waybill/backstage-plugin-waybill-common';

interface DraftFile {
  readonly path: string;
  readonly sizeBytes: number;
}

const WEIGHTS =
  /\.(safetensors|gguf|onnx|bin|pt|pth|ckpt|h5|keras|pb|tflite|joblib|pkl|pickle|model|bst|ubj|pmml|engine|mar|npz)$/i;
const DOCS =
  /(^|\/)(readme|license|licence|notice|changelog|copying)(\.\w+)?$|\.(md|rst|pdf)$/i;
const CODE = /\.(py|ipynb|r|jl|sh)$|(^|\/)requirements[^/]*\.txt$/i;
const DATA = /\.(csv|tsv|parquet|arrow|jsonl)$/i;

/**
 * A Kitfile for files that came without one: the largest file of weights is the model, further weights and whatever
 * else belongs to it are its parts; documents, programs and tables go where KitOps keeps them.
 */
export function draftKitfile(
  files: readonly DraftFile[],
  about: {
    readonly name?: string;
    readonly version?: string;
    readonly description?: string;
    readonly license?: string;
  },
): Kitfile {
  const of = (...kinds: readonly Kind[]) =>
    files.filter(file => kinds.includes(kindOf(file.path)));
  const model =
    largest(of('weights')) ?? largest(of('other')) ?? largest(files);
  const rest = (candidates: readonly DraftFile[]) =>
    candidates.filter(file => file !== model).map(({ path }) => ({ path }));
  const parts = rest(of('weights', 'other'));
  const code = rest(of('code'));
  const datasets = rest(of('data'));
  const docs = rest(of('docs'));
  return {
    manifestVersion: '1.0.0',
    package: about,
    ...(model && {
      model: {
        ...(about.name && { name: about.name }),
        path: model.path,
        ...(about.license && { license: about.license }),
        ...(parts.length > 0 && { parts }),
      },
    }),
    ...(code.length > 0 && { code }),
    ...(datasets.length > 0 && { datasets }),
    ...(docs.length > 0 && { docs }),
  };
}

type Kind = 'weights' | 'docs' | 'code' | 'data' | 'other';

function kindOf(path: string): Kind {
  if (WEIGHTS.test(path)) return 'weights';
  if (DOCS.test(path)) return 'docs';
  if (CODE.test(path)) return 'code';
  return DATA.test(path) ? 'data' : 'other';
}

function largest(files: readonly DraftFile[]): DraftFile | undefined {
  return files.reduce<DraftFile | undefined>(
    (most, file) =>
      most === undefined || file.sizeBytes > most.sizeBytes ? file : most,
    undefined,
  );
}
