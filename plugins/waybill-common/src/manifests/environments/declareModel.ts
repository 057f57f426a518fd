import {
  formatRepository,
  parseRepository,
  type StorageScheme,
  validateDigest,
  validateVersion,
} from '../../reference';
import type {
  DeclarationForm,
  EnvironmentProfile,
  InferenceServiceSpec,
  ModelDeclaration,
} from '../declaration';
import type { ModelFormat } from '../kubernetes';
import { checkServingName } from '../kubernetesNames';

/** The least that has to be said of a model that KServe serves by its format. @public */
export interface DeployFilesInput {
  readonly name: string;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  readonly version: string;
  readonly digest: string;
  readonly modelFormat: ModelFormat;
  readonly runtime?: string;
  readonly protocolVersion?: string;
  /** How KServe comes to the files. Default `oci`. */
  readonly storage?: StorageScheme;
  readonly environments: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly cluster?: string;
    readonly profile?: EnvironmentProfile;
  }[];
  /** Default `kustomize`. */
  readonly form?: DeclarationForm;
}

/** Protocols of the formats that no runtime of KServe serves by its default, `v1`. */
const PROTOCOLS: Readonly<Record<string, string>> = { mlflow: 'v2' };

/**
 * A declaration from its shorthand: an InferenceService in Standard mode.
 *
 * @throws ManifestError `INVALID_NAME`
 * @throws InvalidReferenceError
 * @public
 */
export function declareModel(input: DeployFilesInput): ModelDeclaration {
  return {
    name: checkServingName(input.name),
    package: {
      repository: formatRepository(parseRepository(input.repository)),
      version: validateVersion(input.version),
      digest: validateDigest(input.digest),
    },
    serving: serveByFormat(input),
    environments: input.environments.map(
      ({ name, namespace, cluster, profile = {} }) => ({
        name,
        namespace,
        ...(cluster !== undefined && { cluster }),
        profile,
      }),
    ),
    form: input.form ?? 'kustomize',
  };
}

/**
 * An InferenceService in Standard mode, for which KServe chooses the runtime by the model's format.
 *
 * @public
 */
export function serveByFormat({
  modelFormat,
  runtime,
  storage,
  ...input
}: Pick<
  DeployFilesInput,
  'modelFormat' | 'runtime' | 'protocolVersion' | 'storage'
>): InferenceServiceSpec {
  const protocolVersion = input.protocolVersion || PROTOCOLS[modelFormat.name];
  return {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat,
    ...(runtime && { runtime }),
    ...(protocolVersion && {
      // Whether it is one of those that there are is asked of all declarations alike.
      protocolVersion:
        protocolVersion as InferenceServiceSpec['protocolVersion'],
    }),
    storage: { scheme: storage ?? 'oci' },
  };
}
