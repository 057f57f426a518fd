import type { DeclarationProblem, DeploymentSpec } from '../../declaration';
import { DERIVED_VARIABLES } from '../serverEnvironment';
import {
  DNS_SUBDOMAIN,
  DNS_SUBDOMAIN_LENGTH,
  isText,
  isWhole,
  problem,
  quote,
} from '../../declaration/problem';
import { listVariableProblems } from './variableProblems';

/** Below it a server without root and capabilities can listen on some nodes only. */
const LOWEST_PORT = 1024;
const MAX_STARTUP_SECONDS = 86_400;
const MAX_ARGUMENTS = 256;
const MAX_ARGUMENT_LENGTH = 8_192;
const MAX_SECRETS = 16;

const URL_PATH = /^\/[!-~]*$/;
/** No colon: Kubernetes takes none in a mount. */
const FOLDER = /^(\/[A-Za-z0-9_@%+=,-][A-Za-z0-9_.@%+=,-]*)+$/;
const SYSTEM_FOLDER = /^\/(proc|sys|dev)(\/|$)|^\/tmp$/;

/** @internal */
export function listServerProblems(spec: DeploymentSpec): DeclarationProblem[] {
  return [
    ...listNumberProblems(spec),
    ...listPathProblems(spec),
    ...listArgumentProblems(spec),
    ...listVariableProblems(spec.env, 'serving.env'),
    ...listNameProblems(spec),
  ];
}

/** Variables that would say something else than the field that they follow from. @internal */
export function listDerivedVariableProblems(
  env: Readonly<Record<string, string>> | undefined,
  field: string,
): DeclarationProblem[] {
  return Object.entries(DERIVED_VARIABLES).flatMap(([name, source]) =>
    env?.[name] === undefined
      ? []
      : [
          problem(
            'CONFLICT',
            `${field}.${name}`,
            `The variable ${name} follows from ${source}: set that instead.`,
          ),
        ],
  );
}

function listNumberProblems({
  port,
  startupSeconds,
}: DeploymentSpec): DeclarationProblem[] {
  const problems: DeclarationProblem[] = [];
  if (port !== undefined && !isWhole(port, LOWEST_PORT, 65_535)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'serving.port',
        `${quote(
          port,
        )} is no port for a server that runs without root: use a number from ${LOWEST_PORT} to 65535.`,
      ),
    );
  }
  if (
    startupSeconds !== undefined &&
    !isWhole(startupSeconds, 1, MAX_STARTUP_SECONDS)
  ) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'serving.startupSeconds',
        `${quote(
          startupSeconds,
        )} is no time to start: use whole seconds, from 1 to ${MAX_STARTUP_SECONDS}.`,
      ),
    );
  }
  return problems;
}

function listPathProblems(spec: DeploymentSpec): DeclarationProblem[] {
  const asked = (
    ['livenessPath', 'readinessPath', 'metricsPath'] as const
  ).flatMap(key =>
    spec[key] === undefined || isText(spec[key], URL_PATH, 1024)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            `serving.${key}`,
            `${quote(
              spec[key],
            )} is no path of a URL: begin with '/', and use no spaces.`,
          ),
        ],
  );
  const { modelPath } = spec;
  if (modelPath === undefined) return asked;
  if (!isText(modelPath, FOLDER, 512) || SYSTEM_FOLDER.test(modelPath)) {
    asked.push(
      problem(
        'INVALID_VALUE',
        'serving.modelPath',
        `${quote(
          modelPath,
        )} is no folder for a model: give an absolute path such as /mnt/models, without '..', and not below /proc, /sys or /dev.`,
      ),
    );
  }
  return asked;
}

function listArgumentProblems(spec: DeploymentSpec): DeclarationProblem[] {
  return (['args', 'command'] as const).flatMap(key => {
    const given = spec[key] ?? [];
    const isBad =
      given.length > MAX_ARGUMENTS ||
      given.some(
        text =>
          typeof text !== 'string' ||
          text.length > MAX_ARGUMENT_LENGTH ||
          text.includes('\0'),
      );
    return isBad
      ? [
          problem(
            'INVALID_VALUE',
            `serving.${key}`,
            `Give at most ${MAX_ARGUMENTS} texts of at most ${MAX_ARGUMENT_LENGTH} characters.`,
          ),
        ]
      : [];
  });
}

function listNameProblems({
  serviceAccountName,
  imagePullSecrets = [],
}: DeploymentSpec): DeclarationProblem[] {
  const names = [
    ...(serviceAccountName === undefined
      ? []
      : [{ field: 'serving.serviceAccountName', name: serviceAccountName }]),
    ...imagePullSecrets.slice(0, MAX_SECRETS).map((name, index) => ({
      field: `serving.imagePullSecrets[${index}]`,
      name,
    })),
  ];
  return names.flatMap(({ field, name }) =>
    isText(name, DNS_SUBDOMAIN, DNS_SUBDOMAIN_LENGTH)
      ? []
      : [
          problem(
            'INVALID_NAME',
            field,
            `${quote(
              name,
            )} cannot be a name in Kubernetes: use lower-case letters, digits, '-' and '.'.`,
          ),
        ],
  );
}
