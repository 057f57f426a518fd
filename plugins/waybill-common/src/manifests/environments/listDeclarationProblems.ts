import type {
  DeclarationProblem,
  DeclaredEnvironment,
  ModelDeclaration,
  ServingInput,
} from '../declaration';
import { listBudgetProblems } from '../deployment/problems/replicaProblems';
import { ManifestError } from '../ManifestError';
import { listServingProblems } from './buildServingObjects';
import { listCanaryConflicts } from './problems/canaryProblems';
import { listEnvironmentProblems } from './problems/environmentProblems';
import { problem, quote } from '../declaration/problem';
import { withoutRepeated } from './problems/problemsOf';
import { listSyntheticLoadProblems } from './problems/syntheticLoadProblems';

const FORMS = ['kustomize', 'helm'];
const KINDS = ['InferenceService', 'LLMInferenceService', 'Deployment'];

/**
 * Why a declaration cannot be written as it is, each at its field: what the clusters would refuse, what they would take
 * and ignore, and environments that exclude each other. It never throws, whatever it is given.
 *
 * @returns nothing where `buildDeployFiles` will write
 * @public
 */
export function listDeclarationProblems(
  declaration: ModelDeclaration,
): DeclarationProblem[] {
  try {
    const outline = listOutlineProblems(declaration);
    if (outline.length > 0) return outline;
    return withoutRepeated([
      ...listEnvironmentProblems(declaration),
      ...declaration.environments.flatMap((environment, index) =>
        listProblemsIn(declaration, environment, index),
      ),
    ]);
  } catch {
    // Only what is not of the declared types gets here.
    return [notADeclaration('')];
  }
}

/**
 * What the cluster alone knows is left to it: a runtime or format may be one of its own.
 *
 * @throws ManifestError the first of the problems
 */
export function refuseDeclarationProblems(declaration: ModelDeclaration): void {
  const first = listDeclarationProblems(declaration).find(
    ({ code }) => code !== 'UNKNOWN_RUNTIME' && code !== 'UNKNOWN_FORMAT',
  );
  if (first) throw new ManifestError(first);
}

function listOutlineProblems(
  declaration: ModelDeclaration,
): DeclarationProblem[] {
  const { serving, form, environments } = declaration;
  if (!Array.isArray(environments)) return [notADeclaration('environments')];
  return [
    ...(FORMS.includes(form)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            'form',
            `${quote(form)} is no form of a declaration: use ${FORMS.join(
              ' or ',
            )}.`,
          ),
        ]),
    ...(KINDS.includes(serving?.kind)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            'serving.kind',
            `${quote(serving?.kind)} serves no model: use ${KINDS.join(', ')}.`,
          ),
        ]),
  ];
}

function listProblemsIn(
  { name, serving, package: pinned }: ModelDeclaration,
  environment: DeclaredEnvironment,
  index: number,
): DeclarationProblem[] {
  const field = `environments[${index}]`;
  try {
    const input: ServingInput = {
      name,
      serving,
      profile: environment.profile,
      package: environment.package ?? pinned,
    };
    return [
      ...listServingProblems(input),
      ...(serving.kind === 'Deployment'
        ? []
        : listBudgetProblems(environment.profile)),
      ...listCanaryConflicts(input),
      ...listSyntheticLoadProblems(environment.profile),
    ].map(found => ({
      ...found,
      field: fieldOf(found.field, field, environment),
    }));
  } catch {
    return [notADeclaration(field)];
  }
}

/** What is named by `profile.` or `package.` is below the environment, where that has one of its own. */
function fieldOf(
  field: string,
  prefix: string,
  environment: DeclaredEnvironment,
): string {
  const isOwn =
    field.startsWith('profile') ||
    (field.startsWith('package') && environment.package !== undefined);
  return isOwn ? `${prefix}.${field}` : field;
}

function notADeclaration(field: string): DeclarationProblem {
  return problem(
    'INVALID_VALUE',
    field,
    field
      ? `'${field}' is not what a declaration has there: compare it with the reference of environments.`
      : 'This is no declaration of a model: compare it with the reference of environments.',
  );
}
