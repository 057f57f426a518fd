import type { DeploymentSpec, EnvironmentProfile } from '../declaration';
import { modelPath } from './modelDelivery';
import { DEFAULT_PORT } from './probes';

/** Variables whose values follow from other fields of the declaration. @internal */
export const DERIVED_VARIABLES = {
  MODEL_PATH: 'serving.modelPath',
  PORT: 'serving.port',
} as const;

/**
 * Variables of the model server: where the model lies, which port to listen on and how much to log, as most servers
 * understand them, then the declaration's own, then the environment's.
 *
 * @internal
 */
export function buildServerEnvironment(
  spec: DeploymentSpec,
  profile: EnvironmentProfile,
): { readonly name: string; readonly value: string }[] {
  const variables = {
    MODEL_PATH: modelPath(spec),
    PORT: `${spec.port ?? DEFAULT_PORT}`,
    // What a library wants to keep in the home folder must not fail on a file system that is read only.
    HOME: '/tmp',
    ...(profile.logLevel && { LOG_LEVEL: profile.logLevel }),
    ...spec.env,
    ...profile.env,
  };
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}
