import type { ModelDeclaration } from '@waybill/backstage-plugin-waybill-common';

/**
 * What the code of a model repository is for.
 *
 * - `sklearn`: a scikit-learn model, as KServe's scikit-learn server takes it.
 * - `transformers`: a text classifier of Hugging Face on PyTorch (DistilBERT).
 * - `onnx`: a model in ONNX, laid out as Triton takes it.
 * - `vllm`: a language model that vLLM serves; it is fetched by its commit and not trained.
 * - `empty`: everything around a model, and an example in its place.
 *
 * @public
 */
export type ModelVariant =
  | 'sklearn'
  | 'transformers'
  | 'onnx'
  | 'vllm'
  | 'empty';

/** @public */
export const MODEL_VARIANTS: readonly ModelVariant[] = [
  'sklearn',
  'transformers',
  'onnx',
  'vllm',
  'empty',
];

/** Whose pipelines are written. @public */
export type CiSystem = 'github' | 'gitlab' | 'tekton';

/** @public */
export const CI_SYSTEMS: readonly CiSystem[] = ['github', 'gitlab', 'tekton'];

/**
 * With which programs a pipeline publishes. `kit-and-cosign` needs nothing of Waybill, and makes what kit can make:
 * ModelKits and ModelPacks. `waybill` makes every format, signs in both forms and makes the attestations itself.
 *
 * @public
 */
export type PipelineTools = 'kit-and-cosign' | 'waybill';

/** @public */
export interface ModelRepositoryInput {
  readonly declaration: ModelDeclaration;
  /** Without it the repository has what is delivered, the catalog entity and the documentation, and no code. */
  readonly variant?: ModelVariant;
  /** Needs a variant: a pipeline publishes what the code makes. */
  readonly ci?: readonly CiSystem[];
  /** Default: `kit-and-cosign` where kit can make the package's format, else `waybill`. */
  readonly pipelineTools?: PipelineTools;
  readonly title?: string;
  readonly description?: string;
  /** SPDX expression. */
  readonly license?: string;
  /** Entity reference; a bare name is a group. */
  readonly owner: string;
  readonly system?: string;
  /** The model's own card (Markdown), as it came with the files. Default: that of the variant. */
  readonly modelCard?: string;
  /** The branch that is delivered. Default `main`. */
  readonly branch?: string;
  /** Image with a shell that modelcars are built on, by digest. */
  readonly baseImage?: string;
}
