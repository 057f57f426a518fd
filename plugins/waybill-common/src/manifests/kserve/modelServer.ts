import type {
  ContainerSpec,
  EnvironmentProfile,
  InferenceServiceSpec,
} from '../declaration';
import { buildResources } from './containerSettings';
import { buildVariables } from './containerSettings';
import {
  MODEL_SERVER_CONTAINER,
  PROTOCOL_VARIABLE,
  STORAGE_URI_VARIABLE,
} from './kserveWords';
import { containerLogSettings, runtimeLogSettings } from './logLevel';
import {
  KSERVE_RUNTIMES,
  selectServingRuntime,
  type ServingRuntimeFacts,
} from './servingRuntimes';

/** The part of a predictor that says what runs and where its model is. @internal */
export interface ModelServerInput {
  readonly serving: InferenceServiceSpec;
  readonly profile: EnvironmentProfile;
  readonly storageUri?: string;
  /** More runtimes than KServe's own, to tell which one KServe takes. */
  readonly runtimes?: readonly ServingRuntimeFacts[];
}

/**
 * `model` where a runtime serves, `containers` where a server of one's own does.
 *
 * @internal
 */
export function buildModelServer(
  input: ModelServerInput,
): Readonly<Record<string, unknown>> {
  return input.serving.container
    ? { containers: [buildContainer(input.serving.container, input)] }
    : { model: buildModel(input) };
}

/** The runtime that serves: the one that is named, or the one that KServe takes. @internal */
export function servingRuntimeOf(
  serving: InferenceServiceSpec,
  runtimes: readonly ServingRuntimeFacts[] = [],
): string | undefined {
  if (serving.runtime || !serving.modelFormat) return serving.runtime;
  return selectServingRuntime(serving.modelFormat, serving.protocolVersion, [
    ...runtimes,
    ...KSERVE_RUNTIMES,
  ])?.name;
}

function buildModel({
  serving,
  profile,
  storageUri,
  runtimes,
}: ModelServerInput) {
  const log = runtimeLogSettings(
    profile.logLevel,
    servingRuntimeOf(serving, runtimes),
  );
  const args = [...(log.args ?? []), ...(serving.args ?? [])];
  const env = buildVariables(log.env, serving.env, profile.env);
  const resources = buildResources(profile);
  return {
    modelFormat: {
      name: serving.modelFormat?.name ?? '',
      ...(serving.modelFormat?.version && {
        version: serving.modelFormat.version,
      }),
    },
    ...(serving.runtime && { runtime: serving.runtime }),
    ...(serving.runtimeVersion && { runtimeVersion: serving.runtimeVersion }),
    ...(serving.protocolVersion && {
      protocolVersion: serving.protocolVersion,
    }),
    ...(storageUri && { storageUri }),
    ...(args.length > 0 && { args }),
    ...(env.length > 0 && { env }),
    ...(resources && { resources }),
  };
}

/**
 * KServe takes the storage of a container from a variable. Not from `storageUris`: Knative refuses what they need in
 * its pods, no canary gets them, and a storage container has to say that it can download several.
 */
function buildContainer(
  container: ContainerSpec,
  { serving, profile, storageUri }: ModelServerInput,
) {
  const { name: _name, args, env, resources, ...others } = container;
  const given = Object.fromEntries(
    (env ?? []).map(variable => [variable.name, variable.value]),
  );
  const allArgs = [...(args ?? []), ...(serving.args ?? [])];
  const variables = buildVariables(
    containerLogSettings(profile.logLevel).env,
    given,
    serving.env,
    profile.env,
    serving.protocolVersion
      ? { [PROTOCOL_VARIABLE]: serving.protocolVersion }
      : undefined,
    storageUri ? { [STORAGE_URI_VARIABLE]: storageUri } : undefined,
  );
  const ownResources = buildResources(profile) ?? resources;
  return {
    name: MODEL_SERVER_CONTAINER,
    ...others,
    ...(allArgs.length > 0 && { args: allArgs }),
    ...(variables.length > 0 && { env: variables }),
    ...(ownResources !== undefined && { resources: ownResources }),
  };
}
