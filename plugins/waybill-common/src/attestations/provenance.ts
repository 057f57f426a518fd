import { parseDigest } from './digestSet';
import type { DigestSet } from './inToto';
import { leaveOutSecrets } from './leaveOutSecrets';

/**
 * How the predicate's parameters are to be read; docs/reference/attestations.md says it for each.
 *
 * @public
 */
export const ProvenanceBuildType = {
  scaffolderTask: 'https://waybill.dev/buildtypes/scaffolder-task/v1',
  pipelineRun: 'https://waybill.dev/buildtypes/pipeline-run/v1',
} as const;

/** Something that a package was made of (in-toto ResourceDescriptor). @public */
export interface Material {
  /** `git+https://host/path@refs/heads/main`, `oci://host/path@sha256:…`, `hf://org/name@revision`. */
  readonly uri: string;
  readonly digest?: DigestSet;
  readonly name?: string;
  readonly mediaType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A task of the scaffolder that published a package. @public */
export interface ScaffolderTaskRun {
  readonly kind: 'scaffolder-task';
  /** `template:default/ship-a-model` */
  readonly templateRef: string;
  /** What was filled in; secrets are left out. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Entity reference of who asked for it. */
  readonly startedBy?: string;
}

/** A run of a pipeline that published a package. @public */
export interface PipelineRun {
  readonly kind: 'pipeline-run';
  /** Where the definition of the pipeline is: `git+https://host/path@refs/tags/1.0.0`. */
  readonly source: string;
  /** Path of the definition in there. */
  readonly path?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What the run's surroundings gave: event, actor, runner. */
  readonly environment?: Readonly<Record<string, unknown>>;
}

/** What {@link buildProvenance} is told of a run. @public */
export interface ProvenanceOptions {
  readonly run: ScaffolderTaskRun | PipelineRun;
  /** Who runs the build and vouches for what is said of it: `https://portal.example.com/api/scaffolder`. */
  readonly builderId: string;
  /** Versions of what took part: `{waybill: '1.2.0'}`. */
  readonly builderVersion?: Readonly<Record<string, string>>;
  /** Of this run: a task's id or the address of a run. */
  readonly invocationId?: string;
  /** ISO 8601. */
  readonly startedOn?: string;
  readonly finishedOn?: string;
  readonly materials?: readonly Material[];
  /** What else came out, e.g. a log. */
  readonly byproducts?: readonly Material[];
  /** Values of the run's secrets: whatever holds one is left out. Not kept. */
  readonly secretValues?: readonly string[];
}

/** Predicate of `https://slsa.dev/provenance/v1` (SLSA v1.0, "Build: Provenance"). @public */
export interface SlsaProvenance {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: Readonly<Record<string, unknown>>;
    readonly internalParameters?: Readonly<Record<string, unknown>>;
    readonly resolvedDependencies: readonly Material[];
  };
  readonly runDetails: {
    readonly builder: {
      readonly id: string;
      readonly version?: Readonly<Record<string, string>>;
    };
    readonly metadata?: {
      readonly invocationId?: string;
      readonly startedOn?: string;
      readonly finishedOn?: string;
    };
    readonly byproducts?: readonly Material[];
  };
}

/**
 * SLSA v1 provenance of a package: what was asked for, what it was made of, who made it and when. Secrets are left out, and
 * `internalParameters.leftOut` names their places.
 *
 * @throws RangeError where a time is none
 * @public
 */
export function buildProvenance(options: ProvenanceOptions): SlsaProvenance {
  const { run, secretValues } = options;
  const external = leaveOutSecrets(externalOf(run), secretValues);
  const internal = leaveOutSecrets(internalOf(run), secretValues);
  const leftOut = [...external.leftOut, ...internal.leftOut];
  const internalParameters = {
    ...asRecord(internal.value),
    ...(leftOut.length > 0 && { leftOut }),
  };
  const metadata = {
    ...(options.invocationId && { invocationId: options.invocationId }),
    ...(options.startedOn && { startedOn: timestamp(options.startedOn) }),
    ...(options.finishedOn && { finishedOn: timestamp(options.finishedOn) }),
  };
  return {
    buildDefinition: {
      buildType:
        run.kind === 'scaffolder-task'
          ? ProvenanceBuildType.scaffolderTask
          : ProvenanceBuildType.pipelineRun,
      externalParameters: asRecord(external.value),
      ...(Object.keys(internalParameters).length > 0 && { internalParameters }),
      resolvedDependencies: clean(options.materials ?? [], secretValues),
    },
    runDetails: {
      builder: {
        id: options.builderId,
        ...(options.builderVersion && { version: options.builderVersion }),
      },
      ...(Object.keys(metadata).length > 0 && { metadata }),
      ...(options.byproducts && {
        byproducts: clean(options.byproducts, secretValues),
      }),
    },
  };
}

/** A package, image or artifact that something was made of. @public */
export function packageMaterial(
  repository: string,
  digest: string,
  more: Pick<Material, 'name' | 'mediaType' | 'annotations'> = {},
): Material {
  return {
    uri: `oci://${repository}@${digest}`,
    digest: parseDigest(digest),
    ...more,
  };
}

/**
 * A commit that something was made of.
 *
 * @param url - of the repository, e.g. `https://host/team/model.git`
 * @param commit - 40 or 64 hex digits
 * @public
 */
export function commitMaterial(
  url: string,
  commit: string,
  ref?: string,
): Material {
  return {
    uri: `git+${url}${ref ? `@${ref}` : ''}`,
    digest: { gitCommit: commit },
  };
}

function externalOf(run: ScaffolderTaskRun | PipelineRun) {
  return run.kind === 'scaffolder-task'
    ? { template: run.templateRef, parameters: run.parameters }
    : {
        pipeline: { source: run.source, path: run.path },
        parameters: run.parameters,
      };
}

function internalOf(run: ScaffolderTaskRun | PipelineRun) {
  return run.kind === 'scaffolder-task'
    ? { startedBy: run.startedBy }
    : { environment: run.environment };
}

function clean(
  materials: readonly Material[],
  secretValues: readonly string[] | undefined,
): Material[] {
  return materials.map(
    material => leaveOutSecrets(material, secretValues).value as Material,
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>;
}

/** RFC 3339 in UTC to the second, as other builders write it. */
function timestamp(time: string): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
