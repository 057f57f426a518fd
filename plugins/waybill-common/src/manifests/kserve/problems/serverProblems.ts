import type { DeclarationProblem, ServingInput } from '../../declaration';
import {
  DNS_SUBDOMAIN,
  DNS_SUBDOMAIN_LENGTH,
  isText,
  problem,
  quote,
} from '../../declaration/problem';
import { listVariableProblems } from '../../deployment/problems/variableProblems';
import type { KserveSpec } from '../KserveSurroundings';
import { PROTOCOL_VARIABLE, STORAGE_URI_VARIABLE } from '../kserveWords';

const MAX_ARGS = 200;
const MAX_LENGTH = 32_768;

/** As whom the server runs, and what it is told. @internal */
export function listServerProblems({
  serving,
  profile,
}: ServingInput<KserveSpec>): DeclarationProblem[] {
  const account =
    serving.kind === 'InferenceService'
      ? serving.serviceAccountName
      : undefined;
  return [
    ...(account === undefined ||
    isText(account, DNS_SUBDOMAIN, DNS_SUBDOMAIN_LENGTH)
      ? []
      : [
          problem(
            'INVALID_NAME',
            'serving.serviceAccountName',
            `${quote(
              account,
            )} cannot be the name of a service account: use lower-case letters, digits, dots and dashes.`,
          ),
        ]),
    ...listVariableProblems(serving.env, 'serving.env'),
    ...listReservedVariables(serving.env, 'serving.env'),
    ...listReservedVariables(profile.env, 'profile.env'),
    ...listArgumentProblems(serving.args),
  ];
}

function listReservedVariables(
  env: Readonly<Record<string, string>> | undefined,
  field: string,
): DeclarationProblem[] {
  const names = Object.keys(env ?? {});
  return [
    ...names
      .filter(name => name === 'PYTHONPATH')
      .map(name =>
        problem(
          'CONFLICT',
          `${field}.${name}`,
          'KServe refuses PYTHONPATH for safety: put the code into the image.',
        ),
      ),
    ...names
      .filter(
        name => name === STORAGE_URI_VARIABLE || name === PROTOCOL_VARIABLE,
      )
      .map(name =>
        problem(
          'CONFLICT',
          `${field}.${name}`,
          `${name} is what KServe is told by, and Waybill writes it: use serving.storage and serving.protocolVersion.`,
        ),
      ),
  ];
}

function listArgumentProblems(
  args: readonly string[] | undefined,
): DeclarationProblem[] {
  if (args === undefined) return [];
  const isFine =
    Array.isArray(args) &&
    args.length <= MAX_ARGS &&
    args.every(arg => typeof arg === 'string' && arg.length <= MAX_LENGTH);
  return isFine
    ? []
    : [
        problem(
          'INVALID_VALUE',
          'serving.args',
          `Give a list of up to ${MAX_ARGS} texts.`,
        ),
      ];
}
