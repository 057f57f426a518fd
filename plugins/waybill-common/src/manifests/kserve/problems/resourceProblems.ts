import type {
  DeclarationProblem,
  InferenceServiceSpec,
  ServingInput,
} from '../../declaration';
import { problem } from '../../declaration/problem';
import { parseQuantity } from '../../deployment/problems/quantity';
import type { KserveSurroundings } from '../KserveSurroundings';
import { servingRuntimeOf } from '../modelServer';
import { KSERVE_RUNTIMES } from '../servingRuntimes';

const FIELD = 'profile.resources';

/** What the runtimes of KServe v0.20 ask for, and are bound by, where nobody says more. */
const SHIPPED = { cpu: '1', memory: '2Gi' };

/**
 * KServe lays request and limit over the runtime's own, one by one: a request beyond the runtime's limit gives a
 * Deployment that the API server refuses, and the InferenceService waits for ever.
 *
 * @internal
 */
export function listMergedResourceProblems(
  { serving, profile: { resources } }: ServingInput<InferenceServiceSpec>,
  { runtimes = [] }: KserveSurroundings,
): DeclarationProblem[] {
  const runtime = servingRuntimeOf(serving, runtimes);
  const isShipped =
    !serving.container &&
    !serving.isOwnRuntime &&
    KSERVE_RUNTIMES.some(({ name }) => name === runtime) &&
    !runtimes.some(({ name }) => name === runtime);
  if (!isShipped || !resources) return [];
  const { requests = {}, limits = {} } = resources;
  return Object.entries(SHIPPED).flatMap(([name, bound]) => {
    const request = requests[name];
    const limit = limits[name];
    if (request && !limit && isMore(request, bound)) {
      return [
        problem(
          'MISSING',
          `${FIELD}.limits.${name}`,
          `The runtime ${runtime} has the limit ${bound}, and ${request} of ${name} are requested: give a limit as well.`,
        ),
      ];
    }
    return limit && !request && isMore(bound, limit)
      ? [
          problem(
            'MISSING',
            `${FIELD}.requests.${name}`,
            `The runtime ${runtime} requests ${bound} of ${name}, and the limit is ${limit}: give a request as well.`,
          ),
        ]
      : [];
  });
}

function isMore(left: string, right: string): boolean {
  const [more, less] = [parseQuantity(left), parseQuantity(right)];
  return more !== undefined && less !== undefined && more > less;
}
