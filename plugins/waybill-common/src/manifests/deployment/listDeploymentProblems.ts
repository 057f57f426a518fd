import { validateModelName } from '../../reference';
import type {
  DeclarationProblem,
  DeploymentSpec,
  PinnedPackage,
  ServingInput,
} from '../declaration';
import { formatPackage } from './modelAnnotations';
import { listDeploymentCanaryProblems } from './problems/canaryProblems';
import { listImageProblems } from './problems/imageProblems';
import { problemsOfReference } from '../declaration/problem';
import { listProfileProblems } from './problems/profileProblems';
import { listRouteProblems } from './problems/routeProblems';
import { listScalingProblems } from './problems/scalingProblems';
import {
  listDerivedVariableProblems,
  listServerProblems,
} from './problems/serverProblems';
import { validateVersion } from '../../reference';

/**
 * Why a model cannot be served by a Deployment as it is declared: what Kubernetes would refuse, what it would take and
 * ignore, and what would never get ready. Fields are relative: `serving.…`, `profile.…`, `package.…`.
 *
 * @returns nothing where {@link buildDeploymentObjects} will build
 * @public
 */
export function listDeploymentProblems({
  name,
  serving,
  profile,
  package: pinned,
}: ServingInput<DeploymentSpec>): DeclarationProblem[] {
  return [
    ...problemsOfReference('name', () => validateModelName(name)).map(
      found => ({ ...found, code: 'INVALID_NAME' } as const),
    ),
    ...listImageProblems(serving, pinned),
    ...listServerProblems(serving),
    ...listRouteProblems(serving.route),
    ...listProfileProblems(profile),
    ...listScalingProblems(profile),
    ...listDeploymentCanaryProblems(serving, profile),
    ...listDerivedVariableProblems(serving.env, 'serving.env'),
    ...listDerivedVariableProblems(profile.env, 'profile.env'),
    ...listPackageProblems(pinned),
  ];
}

function listPackageProblems(
  pinned: PinnedPackage | undefined,
): DeclarationProblem[] {
  if (!pinned) return [];
  return [
    ...problemsOfReference('package', () => formatPackage(pinned)),
    ...problemsOfReference('package.version', () =>
      validateVersion(pinned.version),
    ),
  ];
}
