import {
  type RepositoryFile,
  unifiedDiff,
} from '@waybill/backstage-plugin-waybill-common';
import type { ScmRepositoryLocation } from '@waybill/backstage-plugin-waybill-node';
import { branchName, type ChangedFile } from '../../changes/proposeChange';
import { formatFileCount } from '../../progress';
import type { WaybillSettings } from '../../settings';

export interface OpenChangeInput {
  readonly path: string;
  readonly gitUrl: string;
  readonly branch?: string;
  readonly targetPath?: string;
  readonly title: string;
  readonly body?: string;
  readonly headBranch?: string;
  readonly directCommit?: boolean;
}

/** Which files of the workspace are proposed to which Git repository. */
export interface OpenChangePlan {
  readonly git: ScmRepositoryLocation;
  readonly path: string;
  readonly branch?: string;
  readonly title: string;
  readonly body: string;
  /** Absent where the change is committed to the branch itself. */
  readonly head?: string;
  /** As they will be called in the repository. */
  readonly files: readonly RepositoryFile[];
}

/** @throws ScmError */
export function planOpenChange(
  input: OpenChangeInput,
  files: readonly RepositoryFile[],
  settings: WaybillSettings,
): OpenChangePlan {
  const prefix = (input.targetPath ?? '').replace(/^\/+|\/+$/g, '');
  const { title, branch } = input;
  return {
    git: settings.locateRepository(input.gitUrl),
    path: input.path,
    ...(branch && { branch }),
    title,
    body: input.body ?? '',
    ...(!input.directCommit && {
      head: input.headBranch || branchName(title.toLowerCase()),
    }),
    files: files.map(({ path, content }) => ({
      path: prefix ? `${prefix}/${path}` : path,
      content,
    })),
  };
}

/** What differs from what the repository has. */
export interface ReadChange {
  readonly base: string;
  readonly files: readonly ChangedFile[];
  readonly diff: string;
}

/** @param existing - what stands at the paths of the plan's files now */
export function compareChange(
  plan: OpenChangePlan,
  base: string,
  existing: ReadonlyMap<string, string>,
): ReadChange {
  const files = plan.files
    .map(({ path, content }) => ({
      path,
      content,
      before: existing.get(path),
    }))
    .filter(({ before, content }) => before !== content);
  return {
    base,
    files,
    diff: files
      .map(({ path, before, content }) => unifiedDiff(path, before, content))
      .join(''),
  };
}

export function describeOpenChange({
  git,
  head,
  files,
}: OpenChangePlan): string {
  const how = head ? `propose by the branch ${head}` : 'commit';
  return `Plan: ${how} ${formatFileCount(files.length)} to ${git.owner}/${
    git.name
  } on ${git.host}`;
}

export function describeReadChange({ files, base }: ReadChange): string[] {
  return files.length === 0
    ? [`The branch ${base} has all of it already: nothing to change`]
    : files.map(
        ({ path, before }) =>
          `  ${before === undefined ? 'add' : 'change'} ${path}`,
      );
}
