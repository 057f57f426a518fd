import {
  formatRepository,
  ManifestError,
  parseReference,
  parseRepository,
  validateDigest,
  validateModelName,
  validateVersion,
  type ModelDeclaration,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  ModelRepositoryInput,
  ModelVariant,
  PipelineTools,
} from './ModelRepositoryInput';
import { factsOf, isAtTop, type VariantFacts } from './variants';

/** What is known of a repository with code, checked: all builders of its files read it. */
export interface RepositoryPlan {
  readonly input: ModelRepositoryInput;
  readonly declaration: ModelDeclaration;
  readonly variant: ModelVariant;
  readonly facts: VariantFacts;
  readonly name: string;
  readonly repository: string;
  readonly format: PackageFormat;
  readonly tools: PipelineTools;
  readonly branch: string;
  /** The environment that a published version goes to first. */
  readonly firstEnvironment: string;
  readonly modelPath: string;
  readonly modelParts: readonly string[];
}

/** No branch that Git, a shell or an expression of a pipeline could read as something else. */
const BRANCH =
  /^(?!.*(\.\.|\/\/|\/\.|\.lock(\/|$)))[A-Za-z0-9][A-Za-z0-9._/-]{0,98}[A-Za-z0-9]$|^[A-Za-z0-9]$/;

/** Folders of the repository, which cannot be the model's at the same time. */
const TAKEN = ['code', 'ci', 'datasets', 'deploy', 'docs', 'tests', 'build'];

/**
 * @throws ManifestError `INVALID_VALUE`, `CONFLICT`, `NOT_PINNED`, `NO_ENVIRONMENT`
 * @throws InvalidReferenceError
 */
export function planRepository(
  input: ModelRepositoryInput,
  variant: ModelVariant,
): RepositoryPlan {
  const { declaration } = input;
  const name = validateModelName(declaration.name);
  const facts = factsOf(variant);
  const format = formatOf(declaration);
  const atTop = isAtTop(declaration);
  const { path, parts = [] } = facts.modelPaths(name, atTop);
  if (TAKEN.includes(path.split('/')[0])) {
    throw new ManifestError({
      code: 'INVALID_VALUE',
      field: 'declaration.name',
      message: `A model called '${name}' would be packaged from the folder '${name}', which has another meaning in its repository: choose another name`,
    });
  }
  checkBaseImage(input.baseImage);
  return {
    input,
    declaration,
    variant,
    facts,
    name,
    repository: formatRepository(
      parseRepository(declaration.package.repository),
    ),
    format,
    tools: toolsOf(input, format),
    branch: checkBranch(input.branch ?? 'main'),
    firstEnvironment: firstEnvironmentOf(declaration),
    modelPath: path,
    modelParts: parts,
  };
}

/** The pin of a package as it may stand in a Dockerfile. */
export function pinOf({ declaration, repository }: RepositoryPlan): {
  readonly repository: string;
  readonly version: string;
  readonly digest: string;
} {
  return {
    repository,
    version: validateVersion(declaration.package.version),
    digest: validateDigest(declaration.package.digest),
  };
}

function firstEnvironmentOf({ environments, name }: ModelDeclaration): string {
  if (environments.length === 0) {
    throw new ManifestError({
      code: 'NO_ENVIRONMENT',
      field: 'declaration.environments',
      message: `No environment is given for the model '${name}': configure waybill.environments`,
    });
  }
  return environments[0].name;
}

/** What the package has to be for how it is served, where nobody says. */
function formatOf({ package: { format }, serving }: ModelDeclaration) {
  if (format !== undefined) return format;
  if (serving.kind === 'Deployment') {
    return serving.delivery === 'image-volume' ? 'modelcar' : 'modelkit';
  }
  switch (serving.storage.scheme) {
    case 'kit':
    case 'uri':
      return 'modelkit';
    case 'oci-artifact':
      return 'artifact';
    default:
      return 'modelcar';
  }
}

function toolsOf(
  { pipelineTools }: ModelRepositoryInput,
  format: PackageFormat,
): PipelineTools {
  const isKits = format === 'modelkit' || format === 'modelpack';
  if (pipelineTools === 'kit-and-cosign' && !isKits) {
    throw new ManifestError({
      code: 'CONFLICT',
      field: 'pipelineTools',
      message: `kit cannot make a package of the format '${format}': choose the pipeline tool 'waybill', or serve a ModelKit by kit://`,
    });
  }
  return pipelineTools ?? (isKits ? 'kit-and-cosign' : 'waybill');
}

function checkBranch(branch: string): string {
  if (!BRANCH.test(branch)) {
    throw new ManifestError({
      code: 'INVALID_VALUE',
      field: 'branch',
      message: `'${branch.slice(
        0,
        80,
      )}' is no branch for a pipeline: use letters, digits, '.', '_', '-' and '/'`,
    });
  }
  return branch;
}

function checkBaseImage(image: string | undefined): void {
  if (image !== undefined && parseReference(image).digest === undefined) {
    throw new ManifestError({
      code: 'NOT_PINNED',
      field: 'baseImage',
      message: `The base image '${image.slice(
        0,
        200,
      )}' is named by a tag, which may mean other bytes tomorrow: add its digest`,
    });
  }
}
