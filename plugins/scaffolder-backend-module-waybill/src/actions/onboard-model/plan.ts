import {
  buildCatalogInfo,
  type DeliveredReference,
  EditingError,
  type EditPlan,
  formatRepository,
  parseRepository,
  planPins,
  type ReferenceQuery,
  type RepositoryFile,
  type RepositoryReading,
  shortenDigest,
  unifiedDiff,
} from '@waybill/backstage-plugin-waybill-common';
import type { ScmRepositoryLocation } from '@waybill/backstage-plugin-waybill-node';
import {
  branchName,
  type ChangedFile,
  type ChangeProposal,
} from '../../changes/proposeChange';
import { formatFileCount } from '../../progress';
import type { WaybillSettings } from '../../settings';
import { addCatalogEntity } from './addCatalogEntity';
import { chooseModel } from './chooseModel';

export interface OnboardInput {
  readonly gitUrl: string;
  readonly branch?: string;
  readonly path?: string;
  readonly environment?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly repository?: string;
  readonly modelName?: string;
  readonly title?: string;
  readonly description?: string;
  readonly owner: string;
  readonly system?: string;
  readonly pin?: boolean;
  readonly directCommit?: boolean;
  readonly headBranch?: string;
}

/** Which running model of which Git repository is to be known to the portal. */
export interface OnboardPlan {
  readonly git: ScmRepositoryLocation;
  readonly input: OnboardInput;
  readonly query: ReferenceQuery;
}

/** @throws InvalidReferenceError, ScmError */
export function planOnboard(
  input: OnboardInput,
  settings: WaybillSettings,
): OnboardPlan {
  return {
    git: settings.locateRepository(input.gitUrl),
    input,
    query: {
      ...(input.repository && {
        repository: formatRepository(parseRepository(input.repository)),
      }),
      ...(input.name && { name: input.name }),
      ...(input.namespace && { namespace: input.namespace }),
    },
  };
}

export function describeOnboard({ git, input }: OnboardPlan): string {
  const what = input.name ?? input.repository ?? 'the model';
  return `Plan: find ${what} in ${git.owner}/${git.name} on ${git.host} and add it to the catalog`;
}

/** What runs, as the repository says. */
export interface FoundModel {
  readonly repository: string;
  readonly references: readonly DeliveredReference[];
}

/** @throws EditingError, ShipError */
export function findModel(
  plan: OnboardPlan,
  reading: RepositoryReading,
  settings: WaybillSettings,
): FoundModel {
  const found = chooseModel(plan.input, reading, settings);
  const tagged = found.references.find(({ digest }) => digest === undefined);
  if (tagged && !plan.input.pin) {
    throw new EditingError({
      code: 'NOT_PINNED',
      path: tagged.path,
      line: tagged.line,
      message: `${tagged.value.slice(
        0,
        160,
      )} is named by tag, so that nobody can say which bytes run: set the input 'pin' to have it pinned by digest in the same pull request`,
    });
  }
  return found;
}

export function describeModel({ repository, references }: FoundModel) {
  return [
    `Found ${repository}:`,
    ...references.map(
      ({ environment, object, path, line, tag, digest, appliedBy }) =>
        `  ${environment}: ${object.kind} '${object.name}', ${
          digest ? shortenDigest(digest) : `tag ${tag ?? 'none'}`
        }, ${path}:${line}${appliedBy ? `, applied by ${appliedBy}` : ''}`,
    ),
  ];
}

/** All that is written. */
export interface OnboardEdits {
  readonly name: string;
  readonly files: readonly ChangedFile[];
  readonly diff: string;
  readonly notes: readonly string[];
}

/**
 * @param digests - by tag, of those that are not pinned
 * @throws EditingError, ManifestError, ShipError
 */
export function planOnboardEdits(
  plan: OnboardPlan,
  model: FoundModel,
  files: readonly RepositoryFile[],
  digests: ReadonlyMap<string, string>,
): OnboardEdits {
  const { input } = plan;
  const [reference] = model.references;
  const name = input.modelName ?? input.name ?? reference.object.name;
  const pins: Pick<EditPlan, 'files' | 'diff' | 'notes'> =
    digests.size > 0
      ? planPins(
          files,
          { ...plan.query, repository: model.repository },
          digests,
        )
      : { files: [], diff: '', notes: [] };
  const entity = addCatalogEntity(
    files.find(({ path }) => path === 'catalog-info.yaml')?.content,
    buildCatalogInfo({
      name,
      title: input.title,
      description: input.description,
      owner: input.owner,
      system: input.system,
      repository: model.repository,
    }),
  );
  const added: ChangedFile[] = entity
    ? [{ path: 'catalog-info.yaml', ...entity }]
    : [];
  return {
    name,
    files: [...added, ...pins.files],
    diff: [
      ...added.map(({ path, before, content }) =>
        unifiedDiff(path, before, content),
      ),
      pins.diff,
    ].join(''),
    notes: pins.notes,
  };
}

export function describeOnboardEdits(edits: OnboardEdits): string[] {
  if (edits.files.length === 0) {
    return [
      'The model is in the catalog file already, and pinned: nothing to do',
    ];
  }
  return [
    `Changes ${formatFileCount(edits.files.length)}:`,
    ...edits.diff.trimEnd().split('\n'),
  ];
}

export function toOnboardProposal(
  { git, input }: OnboardPlan,
  model: FoundModel,
  edits: OnboardEdits,
  base: string,
): ChangeProposal {
  return {
    repo: git,
    base,
    ...(!input.directCommit && {
      head: input.headBranch || branchName('onboard', edits.name),
    }),
    title: `feat: add the model ${edits.name} to the catalog`,
    body: [
      `Adds \`${model.repository}\` to the software catalog, so that the portal shows where it runs. The layout of the repository stays as it is.`,
      model.references
        .map(
          ({ environment, path, line }) =>
            `- **${environment}**: \`${path}:${line}\``,
        )
        .join('\n'),
    ].join('\n\n'),
    files: edits.files,
  };
}
