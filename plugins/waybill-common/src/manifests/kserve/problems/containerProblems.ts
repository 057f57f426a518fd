import { parseReference, validateDigest } from '../../../reference';
import type {
  DeclarationProblem,
  InferenceServiceSpec,
  ServingInput,
} from '../../declaration';
import {
  MODEL_SERVER_CONTAINER,
  PROTOCOL_VARIABLE,
  STORAGE_URI_VARIABLE,
} from '../kserveWords';
import { problem, quote } from '../../declaration/problem';

/** A server of one's own, and what is passed through. @internal */
export function listContainerProblems({
  serving,
}: ServingInput<InferenceServiceSpec>): DeclarationProblem[] {
  return [
    ...(serving.container ? listOwnServerProblems(serving) : []),
    ...listComponentProblems(serving, 'transformer'),
    ...listComponentProblems(serving, 'explainer'),
  ];
}

function listOwnServerProblems(
  serving: InferenceServiceSpec,
): DeclarationProblem[] {
  const { container = {}, modelFormat, runtime, protocolVersion } = serving;
  const problems: DeclarationProblem[] = [];
  for (const [field, value] of Object.entries({ modelFormat, runtime })) {
    if (value !== undefined) {
      problems.push(
        problem(
          'CONFLICT',
          `serving.${field}`,
          "A container of one's own serves the model: leave this out, or leave out the container.",
        ),
      );
    }
  }
  if (protocolVersion?.startsWith('grpc')) {
    problems.push(
      problem(
        'CONFLICT',
        'serving.protocolVersion',
        `KServe takes v1 or v2 from a container of one's own, and not ${protocolVersion}.`,
      ),
    );
  }
  if (
    container.name !== undefined &&
    container.name !== MODEL_SERVER_CONTAINER
  ) {
    problems.push(
      problem(
        'IGNORED_FIELD',
        'serving.container.name',
        `KServe calls the container ${MODEL_SERVER_CONTAINER}, whatever is written here: leave it out.`,
      ),
    );
  }
  return [
    ...problems,
    ...listImageProblems(container.image, 'serving.container.image'),
    ...listReservedVariables(serving),
  ];
}

function listReservedVariables({
  container,
}: InferenceServiceSpec): DeclarationProblem[] {
  return (container?.env ?? []).flatMap(({ name }, index) =>
    name === STORAGE_URI_VARIABLE || name === PROTOCOL_VARIABLE
      ? [
          problem(
            'CONFLICT',
            `serving.container.env[${index}].name`,
            `${name} is what KServe is told by, and Waybill writes it: use serving.storage and serving.protocolVersion.`,
          ),
        ]
      : [],
  );
}

function listImageProblems(
  image: unknown,
  field: string,
): DeclarationProblem[] {
  if (typeof image !== 'string' || image === '') {
    return [problem('MISSING', field, 'Say the image of the server.')];
  }
  try {
    const { digest } = parseReference(image);
    if (digest !== undefined) {
      validateDigest(digest);
      return [];
    }
  } catch (error) {
    return [
      problem(
        'INVALID_VALUE',
        field,
        error instanceof Error ? error.message : `${quote(image)} is no image`,
      ),
    ];
  }
  return [
    problem(
      'NOT_PINNED',
      field,
      `${quote(
        image,
      )} names an image by tag, and a tag moves: give host/path@sha256:…`,
    ),
  ];
}

/** Passed through; what KServe would ignore, and what moves, is refused nevertheless. */
function listComponentProblems(
  serving: InferenceServiceSpec,
  part: 'transformer' | 'explainer',
): DeclarationProblem[] {
  const component = serving[part];
  if (component === undefined) return [];
  if (
    typeof component !== 'object' ||
    component === null ||
    Array.isArray(component)
  ) {
    return [
      problem(
        'INVALID_VALUE',
        `serving.${part}`,
        `Give the fields of spec.${part}.`,
      ),
    ];
  }
  const containers = Array.isArray(component.containers)
    ? component.containers
    : [];
  return [
    ...(serving.deploymentMode === 'Standard' &&
    component.canaryTrafficPercent !== undefined
      ? [ignoredTrafficPercent(`serving.${part}.canaryTrafficPercent`)]
      : []),
    ...containers.flatMap((container, index) =>
      listImageProblems(
        (container as { image?: unknown } | null)?.image,
        `serving.${part}.containers[${index}].image`,
      ),
    ),
  ];
}

function ignoredTrafficPercent(field: string): DeclarationProblem {
  return problem(
    'IGNORED_FIELD',
    field,
    'KServe takes canaryTrafficPercent in Standard mode and does nothing with it: use profile.canary, or deploymentMode Knative.',
  );
}
