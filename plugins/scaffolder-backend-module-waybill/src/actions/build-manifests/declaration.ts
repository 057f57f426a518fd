import {
  type DeclarationForm,
  declareModel,
  type DeclaredEnvironment,
  type EnvironmentProfile,
  type ModelDeclaration,
  type PackageFormat,
  type StorageScheme,
} from '@waybill/backstage-plugin-waybill-common';
import {
  readEnvironmentProfile,
  readServingSpec,
} from '@waybill/backstage-plugin-waybill-node';
import {
  type EnvironmentSettings,
  requireEnvironment,
  type WaybillSettings,
} from '../../settings';
import { ShipError } from '../../ShipError';

/** What a model is declared by: `serving`, or its shorthand. */
export interface DeclarationInput {
  readonly name: string;
  readonly repository: string;
  readonly version: string;
  readonly digest: string;
  readonly serving?: Readonly<Record<string, unknown>>;
  readonly modelFormat?: string;
  readonly modelFormatVersion?: string;
  readonly runtime?: string;
  readonly protocolVersion?: string;
  readonly storage?: StorageScheme;
  readonly environments?: readonly (string | EnvironmentInput)[];
  readonly form?: DeclarationForm;
  /** Of the package, where it is known. */
  readonly format?: PackageFormat;
}

/** A configured environment, and what is different there for this model. */
export interface EnvironmentInput {
  readonly name: string;
  readonly namespace?: string;
  readonly cluster?: string;
  readonly profile?: string | Readonly<Record<string, unknown>>;
  readonly version?: string;
  readonly digest?: string;
}

const SHORTHANDS = [
  'modelFormat',
  'modelFormatVersion',
  'runtime',
  'protocolVersion',
  'storage',
] as const;

/** @throws ManifestError, InvalidReferenceError, ShipError */
export function readDeclarationInput(
  input: DeclarationInput,
  settings: WaybillSettings,
): ModelDeclaration {
  const environments = listEnvironments(input, settings);
  const { name, repository, version, digest, serving } = input;
  const shorthand = declareModel({
    name,
    repository,
    version,
    digest,
    modelFormat: modelFormatOf(input),
    runtime: input.runtime,
    protocolVersion: input.protocolVersion,
    storage: input.storage,
    environments: environments.map(({ settings: its }) => its),
    form: formOf(input, environments),
  });
  return {
    ...shorthand,
    package: {
      ...shorthand.package,
      ...(input.format && { format: input.format }),
    },
    ...(serving && { serving: readServing(input) }),
    environments: environments.map(({ declared }) => declared),
  };
}

function modelFormatOf(input: DeclarationInput) {
  if (input.modelFormat || input.serving) {
    return {
      name: input.modelFormat ?? '',
      version: input.modelFormatVersion || undefined,
    };
  }
  throw new ShipError({
    code: 'INVALID_SETTINGS',
    message: `Nothing says what serves '${input.name}': give the input 'serving', or 'modelFormat' as its shorthand`,
  });
}

function readServing(input: DeclarationInput) {
  const twice = SHORTHANDS.find(key => input[key]);
  if (twice) {
    throw new ShipError({
      code: 'INVALID_SETTINGS',
      message: `The inputs 'serving' and '${twice}' both say how '${input.name}' is served: give one of them`,
    });
  }
  return readServingSpec(input.serving);
}

interface ChosenEnvironment {
  readonly settings: EnvironmentSettings;
  readonly declared: DeclaredEnvironment;
}

function listEnvironments(
  { environments, repository }: DeclarationInput,
  settings: WaybillSettings,
): ChosenEnvironment[] {
  const chosen =
    environments ?? settings.environments.map(environment => environment.name);
  return chosen.map((item, index) => {
    const choice: EnvironmentInput =
      typeof item === 'string' ? { name: item } : item;
    const configured = requireEnvironment(settings, choice.name);
    const { name, namespace, cluster } = configured;
    refuseOtherPlace(choice, configured);
    return {
      settings: configured,
      declared: {
        name,
        namespace,
        ...(cluster && { cluster }),
        profile: profileOf(choice, configured, `environments[${index}]`),
        ...packageOf(choice, repository, index),
      },
    };
  });
}

/** Where an environment is, is the configuration's to say: a form only repeats it. */
function refuseOtherPlace(
  choice: EnvironmentInput,
  configured: EnvironmentSettings,
): void {
  for (const key of ['namespace', 'cluster'] as const) {
    if (choice[key] && choice[key] !== configured[key]) {
      throw new ShipError({
        code: 'INVALID_SETTINGS',
        message: `The environment '${configured.name}' is in the ${key} '${configured[key]}' and not in '${choice[key]}': leave it out, or change waybill.environments`,
      });
    }
  }
}

function profileOf(
  { profile }: EnvironmentInput,
  configured: EnvironmentSettings,
  field: string,
): EnvironmentProfile {
  return profile === undefined
    ? configured.profile
    : readEnvironmentProfile(profile, `${field}.profile`);
}

function packageOf(
  { name, version, digest }: EnvironmentInput,
  repository: string,
  index: number,
): Pick<DeclaredEnvironment, 'package'> {
  if (!version && !digest) return {};
  if (version && digest) return { package: { repository, version, digest } };
  throw new ShipError({
    code: 'INVALID_SETTINGS',
    message: `environments[${index}]: '${name}' is given ${
      version ? 'a version without its digest' : 'a digest without its version'
    }: give both, or neither`,
  });
}

/** One repository is written in one form. */
function formOf(
  { form, name }: DeclarationInput,
  environments: readonly ChosenEnvironment[],
): DeclarationForm {
  if (form) return form;
  const forms = new Set(environments.map(({ settings }) => settings.form));
  if (forms.size > 1) {
    throw new ShipError({
      code: 'INVALID_SETTINGS',
      message: `The environments of '${name}' are not all configured for one form (${environments
        .map(({ settings }) => `${settings.name}: ${settings.form}`)
        .join(', ')}): choose it by the input 'form'`,
    });
  }
  return [...forms][0] ?? 'kustomize';
}
