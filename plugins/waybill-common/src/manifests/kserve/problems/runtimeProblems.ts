import type {
  DeclarationProblem,
  InferenceServiceSpec,
  ServingInput,
} from '../../declaration';
import type { KserveSurroundings } from '../KserveSurroundings';
import {
  defaultProtocol,
  KSERVE_RUNTIMES,
  selectServingRuntime,
  servesFormat,
  type ServingProtocol,
  type ServingRuntimeFacts,
  speaks,
} from '../servingRuntimes';
import { problem, quote } from '../../declaration/problem';

const MODES = ['Standard', 'Knative'];
const PROTOCOLS: readonly ServingProtocol[] = [
  'v1',
  'v2',
  'grpc-v1',
  'grpc-v2',
];

/** @internal */
export function listRuntimeProblems(
  { serving }: ServingInput<InferenceServiceSpec>,
  { runtimes = [] }: KserveSurroundings,
): DeclarationProblem[] {
  const problems: DeclarationProblem[] = [];
  if (!MODES.includes(serving.deploymentMode)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'serving.deploymentMode',
        `${quote(
          serving.deploymentMode,
        )} is no deployment mode that Waybill writes: choose Standard or Knative.`,
      ),
    );
  }
  if (
    serving.protocolVersion !== undefined &&
    !PROTOCOLS.includes(serving.protocolVersion)
  ) {
    return [
      ...problems,
      problem(
        'INVALID_VALUE',
        'serving.protocolVersion',
        `${quote(
          serving.protocolVersion,
        )} is no protocol of KServe: choose one of ${PROTOCOLS.join(', ')}.`,
      ),
    ];
  }
  if (serving.container) return problems;
  return [
    ...problems,
    // A cluster's own runtime goes before one of the same name that KServe ships.
    ...listModelProblems(serving, [...runtimes, ...KSERVE_RUNTIMES]),
  ];
}

function listModelProblems(
  serving: InferenceServiceSpec,
  known: readonly ServingRuntimeFacts[],
): DeclarationProblem[] {
  const { modelFormat, runtime, isOwnRuntime } = serving;
  if (!modelFormat?.name) {
    return [
      problem(
        'MISSING',
        'serving.modelFormat.name',
        'Say the format of the model (sklearn, onnx …), or give a container that serves it.',
      ),
    ];
  }
  if (isOwnRuntime) {
    return runtime
      ? []
      : [
          problem(
            'MISSING',
            'serving.runtime',
            'Name the runtime that the cluster has of its own.',
          ),
        ];
  }
  const named = known.find(({ name }) => name === runtime);
  if (runtime) {
    return named
      ? listNamedRuntimeProblems(serving, named)
      : [unknownRuntime(runtime, known)];
  }
  return listSelectionProblems(serving, known);
}

function unknownRuntime(
  runtime: string,
  known: readonly ServingRuntimeFacts[],
): DeclarationProblem {
  const names = known.map(({ name }) => name).join(', ');
  return problem(
    'UNKNOWN_RUNTIME',
    'serving.runtime',
    `No runtime ${quote(
      runtime,
    )} is known: choose one of ${names}, or say that it is the cluster's own.`,
  );
}

function listNamedRuntimeProblems(
  { modelFormat, protocolVersion }: InferenceServiceSpec,
  runtime: ServingRuntimeFacts,
): DeclarationProblem[] {
  const { name } = runtime;
  if (runtime.isDisabled) {
    return [
      problem(
        'UNKNOWN_RUNTIME',
        'serving.runtime',
        `The runtime ${name} is disabled: choose another.`,
      ),
    ];
  }
  if (
    modelFormat &&
    !servesFormat(runtime, modelFormat, { isAutomatic: false })
  ) {
    return [
      problem(
        'UNKNOWN_FORMAT',
        'serving.modelFormat.name',
        `The runtime ${name} serves no ${formatText(
          modelFormat,
        )}: it serves ${formatsOf(runtime)}.`,
      ),
    ];
  }
  return protocolVersion && !speaks(runtime, protocolVersion)
    ? [
        problem(
          'CONFLICT',
          'serving.protocolVersion',
          `The runtime ${name} does not speak ${protocolVersion}: it speaks ${runtime.protocols?.join(
            ', ',
          )}.`,
        ),
      ]
    : [];
}

/** KServe says of what follows only that no runtime was found, and only in the object's status. */
function listSelectionProblems(
  serving: InferenceServiceSpec,
  known: readonly ServingRuntimeFacts[],
): DeclarationProblem[] {
  const { modelFormat = { name: '' }, protocolVersion } = serving;
  const protocol = protocolVersion ?? defaultProtocol(modelFormat.name);
  if (selectServingRuntime(modelFormat, protocol, known)) return [];
  const able = known.filter(runtime =>
    servesFormat(runtime, modelFormat, { isAutomatic: false }),
  );
  if (able.length === 0) {
    const formats = [
      ...new Set(
        known.flatMap(runtime => runtime.formats.map(({ name }) => name)),
      ),
    ];
    return [
      problem(
        'UNKNOWN_FORMAT',
        'serving.modelFormat.name',
        `No runtime is known that serves ${formatText(
          modelFormat,
        )}: choose one of ${formats
          .sort()
          .join(
            ', ',
          )} in a version that it has, or name a runtime of the cluster's own.`,
      ),
    ];
  }
  const protocols = new Set(
    able.flatMap(runtime => runtime.protocols ?? PROTOCOLS),
  );
  return protocols.has(protocol)
    ? [
        problem(
          'UNKNOWN_RUNTIME',
          'serving.runtime',
          `No runtime is chosen for ${formatText(
            modelFormat,
          )} by itself: name one of ${able
            .map(({ name }) => name)
            .join(', ')}.`,
        ),
      ]
    : [noSuchProtocol(protocol, modelFormat.name, [...protocols])];
}

function noSuchProtocol(
  protocol: ServingProtocol,
  format: string,
  others: readonly string[],
): DeclarationProblem {
  return problem(
    'UNKNOWN_RUNTIME',
    'serving.protocolVersion',
    `No runtime serves ${quote(
      format,
    )} by ${protocol}, which KServe takes where nothing else is said: choose ${others.join(
      ' or ',
    )}.`,
  );
}

function formatText({ name, version }: { name: string; version?: string }) {
  return quote(version ? `${name} ${version}` : name);
}

function formatsOf({ formats }: ServingRuntimeFacts): string {
  return formats.map(formatText).join(', ');
}
