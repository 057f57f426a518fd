import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  declareModel,
  type ModelDeclaration,
} from '@waybill/backstage-plugin-waybill-common';
import {
  buildModelRepository,
  CI_SYSTEMS,
  isExecutable,
  type ModelRepositoryInput,
  type ModelVariant,
} from '@waybill/backstage-plugin-waybill-node';

/** A repository as somebody gets it from the template, in a folder. */
export interface GeneratedRepository {
  readonly variant: ModelVariant;
  readonly name: string;
  readonly folder: string;
}

const DIGEST = `sha256:${'4f53cda18c2baa0c0354bb5f9a3ecbe5'.repeat(2)}`;

/** What KServe calls the format, and how the package comes to it: both forms of packages and both tools are met. */
const MODELS: Readonly<
  Record<
    ModelVariant,
    {
      readonly format: string;
      readonly storage: 'kit' | 'oci';
      readonly form: ModelDeclaration['form'];
    }
  >
> = {
  sklearn: { format: 'sklearn', storage: 'kit', form: 'kustomize' },
  onnx: { format: 'onnx', storage: 'oci', form: 'helm' },
  transformers: { format: 'huggingface', storage: 'kit', form: 'kustomize' },
  vllm: { format: 'huggingface', storage: 'oci', form: 'kustomize' },
  empty: { format: 'sklearn', storage: 'kit', form: 'helm' },
};

/** Writes the repository of one variant. Its packages belong to a registry that runs here. */
export async function generateRepository(
  variant: ModelVariant,
  root: string,
  registry: string,
): Promise<GeneratedRepository> {
  const name = `the-${variant}`;
  const { format, storage, form } = MODELS[variant];
  const input: ModelRepositoryInput = {
    declaration: declareModel({
      name,
      repository: `${registry}/models/${name}`,
      version: '0.9.0',
      digest: DIGEST,
      modelFormat: { name: format },
      storage,
      form,
      environments: [
        { name: 'dev', namespace: 'models-dev' },
        { name: 'production', namespace: 'models' },
      ],
    }),
    variant,
    ci: CI_SYSTEMS,
    title: `A model: "${variant}"`,
    description: 'Made by the interop suite # and no comment',
    license: 'Apache-2.0',
    owner: 'group:default/ml-team',
  };
  const folder = path.join(root, variant);
  for (const file of await buildModelRepository(input)) {
    const target = path.join(folder, file.path);
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.writeFile(target, file.content, {
      mode: isExecutable(file.path) ? 0o755 : 0o644,
    });
  }
  return { variant, name, folder };
}
