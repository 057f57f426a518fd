import { validateModelName } from '../../reference';
import type { DeclarationProblem, DeliverySpec } from '../declaration';
import {
  isDnsLabel,
  isDnsSubdomain,
  isDuration,
  serverUrlFault,
} from './deliveryGrammar';
import { listEngineProblems } from './listEngineProblems';
import { listSourceProblems } from './listSourceProblems';
import { problem } from '../declaration/problem';
import { invalidName, referenceProblem, shorten } from './problemsOf';

const MAX_DEPENDENCIES = 50;
const MAX_NAME_LENGTH = 63;

/**
 * Everything for which a delivery cannot be written as it is said, at the field that has to change.
 *
 * @public
 */
export function listDeliveryProblems(spec: DeliverySpec): DeclarationProblem[] {
  return [
    ...nameProblems(spec),
    ...listSourceProblems(spec.source),
    ...scheduleProblems(spec),
    ...listEngineProblems(spec),
  ];
}

function nameProblems(spec: DeliverySpec): DeclarationProblem[] {
  const { environment } = spec;
  const labels: readonly (readonly [string, string | undefined])[] = [
    ['environment.name', environment.name],
    ['environment.namespace', environment.namespace],
    ['controlNamespace', spec.controlNamespace],
    ['project', spec.project],
    ...(spec.dependsOn ?? []).map(
      ({ namespace }, index) =>
        [`dependsOn[${index}].namespace`, namespace] as const,
    ),
  ];
  const objects: readonly (readonly [string, string | undefined])[] = [
    ['serviceAccountName', spec.serviceAccountName],
    ['source.credentialsSecret', spec.source.credentialsSecret],
    ...(spec.dependsOn ?? []).map(
      ({ name }, index) => [`dependsOn[${index}].name`, name] as const,
    ),
  ];
  const isTooLong = `${spec.name}-${environment.name}`.length > MAX_NAME_LENGTH;
  return [
    ...referenceProblem('name', () => validateModelName(spec.name)),
    ...labels.flatMap(([field, text]) =>
      text === undefined || isDnsLabel(text) ? [] : [invalidName(field, text)],
    ),
    ...objects.flatMap(([field, text]) =>
      text === undefined || isDnsSubdomain(text)
        ? []
        : [invalidName(field, text)],
    ),
    ...(isTooLong
      ? [
          problem(
            'INVALID_NAME',
            'environment.name',
            `'${shorten(spec.name)}' and '${shorten(
              environment.name,
            )}' together are longer than ${MAX_NAME_LENGTH} characters: shorten one of them`,
          ),
        ]
      : []),
  ];
}

function scheduleProblems(spec: DeliverySpec): DeclarationProblem[] {
  const problems = (['interval', 'timeout'] as const).flatMap(field => {
    const text = spec[field];
    return text === undefined || isDuration(text)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            field,
            `'${shorten(text)}' is no duration: write it like 30s, 5m or 1h30m`,
          ),
        ];
  });
  if ((spec.dependsOn ?? []).length > MAX_DEPENDENCIES) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'dependsOn',
        `A delivery waits for at most ${MAX_DEPENDENCIES} others`,
      ),
    );
  }
  const fault =
    spec.destinationServer === undefined
      ? undefined
      : serverUrlFault(spec.destinationServer);
  if (fault) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'destinationServer',
        `This is no address of an API server: ${fault}`,
      ),
    );
  }
  return problems;
}
