import {
  type DeliveredReference,
  EditingError,
  type EditingRefusal,
  type RepositoryReading,
} from '@waybill/backstage-plugin-waybill-common';
import type { WaybillSettings } from '../../settings';
import type { FoundModel, OnboardInput } from './plan';

/**
 * The one model that is meant.
 *
 * @throws EditingError
 */
export function chooseModel(
  { environment, repository }: OnboardInput,
  { references, refusals }: RepositoryReading,
  { registries }: WaybillSettings,
): FoundModel {
  const wanted = references.filter(
    reference =>
      environment === undefined || reference.environment === environment,
  );
  const isModel = ({ role }: DeliveredReference) => role === 'model';
  const isOurs = (reference: DeliveredReference) =>
    registries.some(({ host }) => reference.repository?.startsWith(`${host}/`));
  const candidates =
    repository !== undefined || wanted.some(isModel)
      ? wanted.filter(found => repository !== undefined || isModel(found))
      : // A server's image may hold the model, where it comes from a registry of ours.
        wanted.filter(isOurs);
  const repositories = new Map(
    candidates.flatMap(found =>
      found.repository === undefined
        ? []
        : [[found.repository, found] as const],
    ),
  );
  const [name] = repositories.keys();
  if (name === undefined) throw nothingFound(candidates, refusals, environment);
  if (repositories.size > 1) throw ambiguous([...repositories.values()]);
  const refused = candidates.find(({ refusal }) => refusal)?.refusal;
  if (refused) throw new EditingError(refused);
  return {
    repository: name,
    references: candidates.filter(found => found.repository === name),
  };
}

function nothingFound(
  candidates: readonly DeliveredReference[],
  refusals: readonly EditingRefusal[],
  environment: string | undefined,
): EditingError {
  const [other] = candidates;
  if (other) {
    return new EditingError(
      other.refusal ?? {
        code: 'FORM_NOT_SUPPORTED',
        path: other.path,
        line: other.line,
        message: `The model is at ${other.value.slice(
          0,
          160,
        )}, and not in a registry: publish it there first (template Ship a model), and declare its digest`,
      },
    );
  }
  return new EditingError(
    refusals[0] ?? {
      code: 'REFERENCE_NOT_FOUND',
      message: `Nothing in the repository names a model${
        environment === undefined ? '' : ` for the environment '${environment}'`
      }: say its repository, its name, or the folder`,
    },
    refusals.slice(1),
  );
}

function ambiguous(found: readonly DeliveredReference[]): EditingError {
  const [{ path, line }] = found;
  return new EditingError({
    code: 'AMBIGUOUS_TARGET',
    path,
    line,
    message: `The repository names ${
      found.length
    } models: set the input 'repository' to one of ${found
      .slice(0, 10)
      .map(({ repository }) => repository)
      .join(', ')}`,
  });
}
