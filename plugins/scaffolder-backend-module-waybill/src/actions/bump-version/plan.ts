import {
  type EditPlan,
  formatRepository,
  parseRepository,
  planVersionBump,
  shortenDigest,
  validateDigest,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import {
  type RepositoryName,
  type ScmRepositoryLocation,
} from '@waybill/backstage-plugin-waybill-node';
import { branchName, type ChangeProposal } from '../../changes/proposeChange';
import { formatFileCount } from '../../progress';
import { requireRegistry, type WaybillSettings } from '../../settings';
import { ShipError } from '../../ShipError';

export interface BumpInput {
  readonly gitUrl: string;
  readonly branch?: string;
  readonly path?: string;
  readonly repository: string;
  readonly version: string;
  readonly digest?: string;
  readonly environments: readonly string[];
  readonly name?: string;
  readonly namespace?: string;
  readonly verify?: boolean;
  readonly directCommit?: boolean;
  readonly headBranch?: string;
  readonly title?: string;
}

/** Which version which environments of which Git repository will run. */
export interface BumpPlan {
  readonly git: ScmRepositoryLocation;
  readonly branch?: string;
  readonly path?: string;
  readonly repository: RepositoryName;
  readonly version: string;
  readonly digest?: string;
  readonly environments: readonly string[];
  readonly name?: string;
  readonly namespace?: string;
  readonly isVerified: boolean;
  /** Absent where the change is committed to the branch itself. */
  readonly head?: string;
  readonly title: string;
}

/** @throws InvalidReferenceError, ScmError, ShipError */
export function planBump(
  input: BumpInput,
  settings: WaybillSettings,
): BumpPlan {
  const repository = parseRepository(input.repository);
  requireRegistry(settings, repository.host);
  const environments = [...new Set(input.environments)];
  if (environments.length === 0) {
    throw new ShipError({
      code: 'ENVIRONMENT_UNKNOWN',
      message:
        'No environment is given: name those that are to run the version',
    });
  }
  const version = validateVersion(input.version);
  const model = input.name ?? repository.path.split('/').pop() ?? '';
  const head = input.headBranch || branchName(model, version, ...environments);
  return {
    git: settings.locateRepository(input.gitUrl),
    ...(input.branch && { branch: input.branch }),
    ...(input.path && { path: input.path }),
    repository,
    version,
    ...(input.digest && { digest: validateDigest(input.digest) }),
    environments,
    ...(input.name && { name: input.name }),
    ...(input.namespace && { namespace: input.namespace }),
    isVerified: input.verify !== false,
    ...(!input.directCommit && { head }),
    title:
      input.title ||
      `feat(${environments.join(', ')}): run ${model} ${version}`,
  };
}

export function describeBump(plan: BumpPlan): string {
  const { git, environments, repository, version } = plan;
  return `Plan: have ${environments.join(', ')} run ${formatRepository(
    repository,
  )}:${version}, declared in ${git.owner}/${git.name} on ${git.host}`;
}

/** The edits, from the files as they are. @throws EditingError */
export function planEdits(
  plan: BumpPlan,
  digest: string,
  files: Parameters<typeof planVersionBump>[0],
): EditPlan {
  return planVersionBump(files, {
    repository: formatRepository(plan.repository),
    version: plan.version,
    digest,
    target: { environments: plan.environments },
    ...(plan.name && { name: plan.name }),
    ...(plan.namespace && { namespace: plan.namespace }),
  });
}

export function describeEdits(edits: EditPlan): string[] {
  if (edits.edits.length === 0) {
    return ['This version is declared already: nothing to do'];
  }
  return [
    `Changes ${formatFileCount(edits.files.length)}:`,
    ...edits.diff.trimEnd().split('\n'),
    ...edits.notes.map(note => `Note: ${note}`),
  ];
}

const MAX_DIFF_LENGTH = 20_000;

export function toProposal(
  plan: BumpPlan,
  digest: string,
  edits: EditPlan,
  base: string,
): ChangeProposal {
  const repository = formatRepository(plan.repository);
  return {
    repo: plan.git,
    base,
    ...(plan.head && { head: plan.head }),
    title: plan.title,
    body: [
      `${plan.environments
        .map(environment => `**${environment}**`)
        .join(', ')} will run \`${repository}:${
        plan.version
      }\` (\`${shortenDigest(digest)}\`).`,
      plan.isVerified
        ? 'The digest is signed by somebody whom a trust policy of the portal accepts.'
        : 'Signatures were **not** checked.',
      ...edits.notes.map(note => `- ${note}`),
      fenced(edits.diff),
    ].join('\n\n'),
    files: edits.files,
  };
}

function fenced(diff: string): string {
  const text =
    diff.length > MAX_DIFF_LENGTH
      ? `${diff.slice(0, MAX_DIFF_LENGTH)}\n…\n`
      : diff;
  // A line of the repository's must not end the block.
  return `\`\`\`\`\`diff\n${text.replace(/`{5,}/g, '````')}\`\`\`\`\``;
}
