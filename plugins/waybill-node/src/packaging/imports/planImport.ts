import type { RegistryClient } from '../../registry';
import type { RetryPolicy } from '../../registry/retry';
import { cloneGitFolder, type CloneGitOptions } from './git/cloneGitFolder';
import { openGitFolder, type GitFolderReader } from './git/openGitFolder';
import { openHttpsFile } from './https/openHttpsFile';
import { openHuggingFace } from './huggingFace/openHuggingFace';
import { ImportError } from './ImportError';
import type { ImportPlan } from './ImportPlan';
import type { ImportSettings } from './importSettings';
import { parseImportSource } from './importSource';
import { openRegistryPackage } from './openRegistryPackage';
import type { FileSelection } from './selectFiles';

/** @public */
export interface PlanImportOptions extends FileSelection {
  readonly settings: ImportSettings;
  /** For packages of registries. */
  readonly client?: RegistryClient;
  /** For folders of Git hosts: Backstage's `UrlReaderService`. */
  readonly gitReader?: GitFolderReader;
  /** Where there is no reader: the environment in which the program git reads them. */
  readonly gitEnv?: CloneGitOptions['env'];
  /** What the one file of a web server is called in the package. */
  readonly fileName?: string;
  readonly signal?: AbortSignal;
  readonly retryPolicy?: RetryPolicy;
}

/**
 * Finds out what a text names and what is there: files, sizes, license, what is to be known beforehand. No file is read
 * before the plan's tree is packaged, but those of a Git host, which come together. Let go of the plan with its `close`.
 *
 * @param source - as {@link parseImportSource} takes it
 * @throws ImportError; PackagingError and RegistryError for a package of a registry; the signal's reason once it is
 * aborted
 * @public
 */
export async function planImport(
  source: string,
  options: PlanImportOptions,
): Promise<ImportPlan> {
  const { settings, client, gitReader, signal } = options;
  const parsed = parseImportSource(source, {
    hubs: settings.hubs.map(({ endpoint }) => new URL(endpoint).origin),
  });
  signal?.throwIfAborted();
  switch (parsed.kind) {
    case 'huggingface':
      return openHuggingFace(parsed, options);
    case 'https':
      return openHttpsFile({ ...parsed, path: options.fileName }, options);
    case 'registry':
      if (!client) throw notHere('packages of registries');
      return openRegistryPackage(parsed.reference, { ...options, client });
    default:
      if (gitReader && !parsed.url.startsWith('ssh:'))
        return openGitFolder(parsed, { ...options, reader: gitReader });
      if (options.gitEnv)
        return cloneGitFolder(parsed, { ...options, env: options.gitEnv });
      throw notHere(
        gitReader ? 'Git over SSH' : 'folders of Git hosts',
        gitReader
          ? 'give the URL with https://'
          : 'clone the repository and package the folder',
      );
  }
}

function notHere(
  what: string,
  todo = 'import it where a registry is configured',
): ImportError {
  return new ImportError({
    code: 'SOURCE_INVALID',
    message: `Here ${what} cannot be read: ${todo}.`,
  });
}
