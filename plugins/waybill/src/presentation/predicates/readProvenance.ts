import { asList, asObject, asText } from './json';
import { listFacts, type Fact } from './listFacts';

const MAX_MATERIALS = 200;

/** A SLSA v1 provenance as a person reads it. */
export interface ProvenanceView {
  readonly kind: 'provenance';
  readonly builder?: string;
  readonly buildType?: string;
  readonly invocation?: string;
  readonly startedOn?: string;
  readonly finishedOn?: string;
  readonly parameters: readonly Fact[];
  readonly materials: readonly {
    readonly uri: string;
    /** `sha256:…`, `gitCommit:…`; those that the address does not hold. */
    readonly digests: readonly string[];
  }[];
  readonly materialCount: number;
}

export function readProvenance(predicate: unknown): ProvenanceView {
  const { buildDefinition, runDetails } = asObject(predicate);
  const definition = asObject(buildDefinition);
  const run = asObject(runDetails);
  const metadata = asObject(run.metadata);
  const materials = asList(definition.resolvedDependencies);
  return {
    kind: 'provenance',
    builder: asText(asObject(run.builder).id),
    buildType: asText(definition.buildType),
    invocation: asText(metadata.invocationId),
    startedOn: asText(metadata.startedOn),
    finishedOn: asText(metadata.finishedOn),
    parameters: [
      ...listFacts(definition.externalParameters),
      ...listFacts(definition.internalParameters),
    ],
    materials: materials.slice(0, MAX_MATERIALS).map(readMaterial),
    materialCount: materials.length,
  };
}

function readMaterial(item: unknown): ProvenanceView['materials'][number] {
  const { uri, name, digest } = asObject(item);
  const address = asText(uri) ?? asText(name) ?? 'without a name';
  return {
    uri: address,
    digests: Object.entries(asObject(digest)).flatMap(([algorithm, hex]) =>
      asText(hex) && !address.includes(String(hex))
        ? [`${algorithm}:${hex}`]
        : [],
    ),
  };
}
