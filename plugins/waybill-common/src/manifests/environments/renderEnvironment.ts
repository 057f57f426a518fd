import type { DeclaredEnvironment, ModelDeclaration } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { checkKubernetesName } from '../kubernetesNames';
import { ManifestError } from '../ManifestError';
import { buildAddons } from './addons';
import { buildServingObjects } from './buildServingObjects';

/**
 * The objects of a model in one environment, as they have to arrive in its cluster: whatever is written down as Kustomize
 * or Helm must give these again.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function renderEnvironment(
  declaration: ModelDeclaration,
  environmentName: string,
): KubernetesManifest[] {
  const environment = requireDeclaredEnvironment(declaration, environmentName);
  const namespace = checkKubernetesName(environment.namespace);
  return buildEnvironmentObjects(declaration, environment).map(object => ({
    ...object,
    metadata: { ...object.metadata, namespace },
  }));
}

/**
 * The same without the namespace, which Kustomize and Helm set themselves.
 *
 * @internal
 */
export function buildEnvironmentObjects(
  declaration: ModelDeclaration,
  environment: DeclaredEnvironment,
): KubernetesManifest[] {
  const input = {
    name: declaration.name,
    serving: declaration.serving,
    profile: environment.profile,
    package: environment.package ?? declaration.package,
  };
  const serving = buildServingObjects(input);
  return [...serving, ...buildAddons(input, serving, declaration.form)];
}

/** @throws ManifestError `NO_ENVIRONMENT` */
export function requireDeclaredEnvironment(
  declaration: ModelDeclaration,
  name: string,
): DeclaredEnvironment {
  const environment = declaration.environments.find(
    candidate => candidate.name === name,
  );
  if (environment) return environment;
  const known = declaration.environments.map(candidate => candidate.name);
  throw new ManifestError({
    code: 'NO_ENVIRONMENT',
    field: 'environments',
    message: `The model '${
      declaration.name
    }' has no environment '${name}': it has ${known.join(', ') || 'none'}`,
  });
}
