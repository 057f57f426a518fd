import { EditingError, type EditingRefusal } from '../EditingError';
import type { FoundReference } from '../references/ModelReference';
import type { EnvironmentReading } from '../references/readEnvironments';

/** Readings that an environment's name means, the most certain ones. @internal */
export function chooseEnvironment(
  readings: readonly EnvironmentReading[],
  environment: string,
): EnvironmentReading[] {
  const weighed = readings
    .map(reading => ({ reading, weight: weigh(reading, environment) }))
    .filter(({ weight }) => weight > 0);
  const best = Math.max(0, ...weighed.map(({ weight }) => weight));
  return weighed
    .filter(({ weight }) => weight === best)
    .map(({ reading }) => reading);
}

function weigh(
  { words, isAssumed, found }: EnvironmentReading,
  environment: string,
): number {
  const weights = words
    .filter(({ text }) => isNamed(text, environment))
    .map(({ text, weight }) => weight * 2 + Number(text === environment));
  const best = Math.max(0, ...weights);
  if (best === 0) return 0;
  // Without a model it may still be what stands in the way of one, but only where nothing better is known.
  return best + (isAssumed ? 0 : 0.5) + (found.length > 0 ? 100 : 0);
}

/** `staging` is meant by `iris-staging` and `staging-eu`, and not by `nonstaging`. */
function isNamed(text: string, environment: string): boolean {
  if (text === environment) return true;
  const parts = text.split(/[-_.]/);
  const wanted = environment.split(/[-_.]/);
  return (
    wanted.every((part, at) => parts[at] === part) ||
    wanted.every(
      (part, at) => parts[parts.length - wanted.length + at] === part,
    )
  );
}

/** @internal */
export function environmentNotFound(
  readings: readonly EnvironmentReading[],
  environment: string,
): EditingError {
  const known = [...new Set(readings.map(({ name }) => name))].slice(0, 10);
  const refusals = readings.flatMap(({ blocking, opaque }) => [
    ...blocking,
    ...opaque,
  ]);
  return new EditingError(
    {
      code: 'ENVIRONMENT_NOT_FOUND',
      message: `The repository has no environment '${environment}' with this model: ${
        known.length > 0
          ? `it has ${known.map(name => `'${name}'`).join(', ')}`
          : 'nothing in it names the model'
      }`,
    },
    refusals,
  );
}

/**
 * The references that are to be changed in an environment: all of one serving object.
 *
 * @throws EditingError where nothing or too much is meant
 * @internal
 */
export function requireOneTarget(
  found: readonly FoundReference[],
  what: string,
  refusals: readonly EditingRefusal[],
): void {
  const [first] = found;
  if (!first) {
    const [reason] = refusals;
    throw new EditingError(
      reason ?? {
        code: 'REFERENCE_NOT_FOUND',
        message: `Nothing in ${what} names the model`,
      },
      refusals.slice(1),
    );
  }
  const objects = new Map(
    found.map(item => {
      const { kind, name, namespace } = item.reference.object;
      return [`${kind} ${namespace ?? ''} ${name}`, item.reference] as const;
    }),
  );
  if (objects.size <= 1) return;
  throw new EditingError({
    code: 'AMBIGUOUS_TARGET',
    path: first.reference.path,
    line: first.reference.line,
    message: `${what} serves the model ${objects.size} times (${[
      ...objects.values(),
    ]
      .slice(0, 5)
      .map(
        ({ object, path, line }) =>
          `${object.kind} '${object.name}' by ${path}:${line}`,
      )
      .join(', ')}): say which object is meant`,
  });
}
