import type { PackageFile, PackageFormat } from '../artifact';

/** Data that a model was trained or evaluated with. @public */
export interface DatasetFacts {
  readonly name: string;
  /** Where it is: `s3://bucket/key`, `https://…`. */
  readonly url?: string;
  readonly description?: string;
  readonly license?: string;
}

/** A model that this one was made of. @public */
export interface BaseModelFacts {
  /** `org/name`, or the repository of a package. */
  readonly name: string;
  readonly url?: string;
  /** `sha256:<hex>` where it is a package. */
  readonly digest?: string;
  /** `finetune`, `adapter`, `quantized`, `merge`, where somebody says so. */
  readonly relation?: string;
}

/** A figure that a model card tells. @public */
export interface MetricFacts {
  readonly name: string;
  readonly value: string;
  readonly dataset?: string;
}

/**
 * What is known of a package: what bills of materials and model cards are built of. Every part that nobody knows is absent.
 *
 * @public
 */
export interface PackageFacts {
  /** `host/path` */
  readonly repository: string;
  readonly digest: string;
  readonly format: PackageFormat;
  /** Name of the model; the last segment of the repository where nobody says more. */
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly authors: readonly string[];
  /** SPDX identifiers, or whatever else stands there. */
  readonly licenses: readonly string[];
  /** `pytorch`, `onnx` … */
  readonly framework?: string;
  /** Format of the weights: `safetensors`, `gguf` … */
  readonly weightsFormat?: string;
  /** `llama`, `BertForMaskedLM` … */
  readonly architecture?: string;
  readonly quantization?: string;
  readonly parameterCount?: number;
  readonly parametersByType?: readonly {
    readonly type: string;
    readonly parameterCount: number;
  }[];
  /** `text-generation`, `tabular-classification` … */
  readonly task?: string;
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  readonly datasets: readonly DatasetFacts[];
  readonly baseModels: readonly BaseModelFacts[];
  readonly metrics: readonly MetricFacts[];
  /** Sections of the model card, as plain text. */
  readonly considerations: ConsiderationFacts;
  /** Files without a digest are those that nobody has read. */
  readonly files: readonly PackageFile[];
  /** The README that is the model card. */
  readonly modelCard?: { readonly path: string; readonly digest?: string };
  /** The image that a modelcar was put on. */
  readonly baseImage?: { readonly name?: string; readonly digest?: string };
  readonly sourceUrl?: string;
  /** When it was made, as its manifest says (ISO 8601). */
  readonly createdAt?: string;
}

/** What a model card says of the use of the model. @public */
export interface ConsiderationFacts {
  readonly users?: string;
  readonly useCases?: string;
  readonly outOfScope?: string;
  readonly limitations?: string;
  readonly ethics?: string;
  readonly environment?: string;
}
