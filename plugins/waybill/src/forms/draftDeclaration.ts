import {
  FUTURE_DIGEST,
  type ModelDeclaration,
  type PackageFormat,
  type PinnedPackage,
} from '@waybill/backstage-plugin-waybill-common';
import {
  environmentsOf,
  servingOf,
  textOf,
  type FormValues,
} from './formValues';

/** Names of the parameters of a template that a declaration is made of. */
export interface FormFields {
  readonly name?: string;
  readonly version?: string;
  readonly repository?: string;
  readonly digest?: string;
  readonly format?: string;
  readonly serving?: string;
  readonly environments?: string;
  /** `kustomize` or `helm`. */
  readonly form?: string;
}

/** A text with words in the place of the digest that nobody knows yet. */
export function withoutFutureDigest(text: string): string {
  return text.replaceAll(FUTURE_DIGEST, 'sha256:<of the package>');
}

const FORMATS: readonly PackageFormat[] = [
  'modelcar',
  'modelkit',
  'modelpack',
  'artifact',
];

/** The format that a form asks for, where it does. */
export function formatOf(value: unknown): PackageFormat | undefined {
  return FORMATS.find(known => known === value);
}

/**
 * What a form declares so far; what is still missing is empty, and shows up among the problems.
 *
 * @returns `undefined` where nothing says what serves the model
 */
export function draftDeclaration(
  values: FormValues,
  fields: FormFields = {},
): ModelDeclaration | undefined {
  const at = (field: keyof FormFields) => values[fields[field] ?? field];
  const serving = servingOf(at('serving'));
  if (!serving) {
    return undefined;
  }
  return {
    name: textOf(at('name')),
    package: draftPackage(at),
    serving,
    environments: environmentsOf(at('environments')),
    form: at('form') === 'helm' ? 'helm' : 'kustomize',
  };
}

function draftPackage(at: (field: keyof FormFields) => unknown): PinnedPackage {
  const format = formatOf(at('format'));
  return {
    repository: textOf(at('repository')),
    version: textOf(at('version')),
    digest: textOf(at('digest')) || FUTURE_DIGEST,
    ...(format && { format }),
  };
}
