import { nameLicenses } from './licenses';
import type {
  BaseModelFacts,
  ConsiderationFacts,
  DatasetFacts,
  MetricFacts,
  PackageFacts,
} from './PackageFacts';

/** Predicate of `https://waybill.dev/predicates/model-card/v1`; docs/reference/attestations.md describes it. @public */
export interface ModelCardPredicate {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly authors?: readonly string[];
  readonly licenses?: readonly string[];
  readonly format: PackageFacts['format'];
  readonly framework?: string;
  readonly weights?: {
    readonly format?: string;
    readonly architecture?: string;
    readonly quantization?: string;
    readonly parameterCount?: number;
    readonly parametersByType?: PackageFacts['parametersByType'];
  };
  readonly task?: string;
  readonly languages?: readonly string[];
  readonly tags?: readonly string[];
  readonly datasets?: readonly DatasetFacts[];
  readonly baseModels?: readonly BaseModelFacts[];
  readonly metrics?: readonly MetricFacts[];
  readonly considerations?: ConsiderationFacts;
  /** The README from which much of this was read. */
  readonly document?: { readonly path: string; readonly digest?: string };
}

/**
 * The model card of a package as data: what a policy may ask for, such as a license or an intended use. Parts that nobody
 * has told are absent.
 *
 * @public
 */
export function buildModelCard(facts: PackageFacts): ModelCardPredicate {
  const weights = withoutEmpty({
    format: facts.weightsFormat,
    architecture: facts.architecture,
    quantization: facts.quantization,
    parameterCount: facts.parameterCount,
    parametersByType: facts.parametersByType,
  });
  return withoutEmpty({
    name: facts.name,
    version: facts.version,
    description: facts.description,
    authors: facts.authors,
    licenses: nameLicenses(facts.licenses).map(({ name }) => name),
    format: facts.format,
    framework: facts.framework,
    weights,
    task: facts.task,
    languages: facts.languages,
    tags: facts.tags,
    datasets: facts.datasets,
    baseModels: facts.baseModels,
    metrics: facts.metrics,
    considerations: facts.considerations,
    document: facts.modelCard,
  });
}

/** Without what is absent, and without empty texts, lists and objects: a reader has one case less. */
function withoutEmpty<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, part]) =>
        part !== undefined &&
        part !== '' &&
        (typeof part !== 'object' || Object.keys(part ?? {}).length > 0),
    ),
  ) as T;
}
