import type { ModelDeclaration } from '../declaration';
import { buildHelmFiles } from './helm';
import { buildKustomizeFiles } from './kustomize';
import { refuseDeclarationProblems } from './listDeclarationProblems';
import type { RepositoryFile } from './RepositoryFile';

/**
 * What is delivered of a model, in the form that its declaration asks for: a Kustomize base with components and an overlay
 * for each environment, or a Helm chart with values for each. Paths are relative to the folder (`deploy/` in the model's
 * repository), as they are in the manifests artifact.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function buildDeployFiles(
  declaration: ModelDeclaration,
): RepositoryFile[] {
  refuseDeclarationProblems(declaration);
  return declaration.form === 'helm'
    ? buildHelmFiles(declaration)
    : buildKustomizeFiles(declaration);
}
