import type { Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import {
  findModelReferences,
  FUTURE_DIGEST,
  parseRepository,
  planVersionBump,
  validateVersion,
  type EditingError,
  type EditingRefusal,
  type EditPreview,
  type EditPreviewRequest,
  type GitPlace,
  type ReferencePreview,
  type ReferencePreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import {
  createScmClient,
  locateRepository,
  parseRepositoryUrl,
  type ScmClient,
  type ScmFile,
  type ScmRepositoryLocation,
} from '@waybill/backstage-plugin-waybill-node';
import { WaybillError } from '../errors';
import { RateLimit } from '../trust/RateLimit';
import type { PackageReader } from '../versions/PackageReader';

/** What may name a model, or lead to what does. */
const READ = /\.(ya?ml|json)$|(^|\/)Kustomization$/;
/** A repository of thousands of files is read each time: Git hosts count that, and others wait for the portal. */
const READS_PER_MINUTE = 60;
/** As many as a page can show. */
const MAX_REFERENCES = 200;

interface ReadTree {
  readonly commit: string;
  readonly files: readonly ScmFile[];
  readonly notes: readonly string[];
}

/** What is in a Git repository, and what a change would do to it. It is read with the portal's own rights, and never written. */
export class GitPreviewService {
  readonly #clientFor: (host: string) => Pick<ScmClient, 'readTree'>;
  readonly #packages: Pick<PackageReader, 'knows' | 'resolve'>;
  readonly #limit: Pick<RateLimit, 'take'>;
  readonly #locate: (gitUrl: string) => ScmRepositoryLocation;

  static fromConfig(
    config: Config,
    packages: Pick<PackageReader, 'knows' | 'resolve'>,
  ): GitPreviewService {
    const integrations = ScmIntegrations.fromConfig(config);
    return new GitPreviewService(
      host => createScmClient(integrations, host),
      packages,
      new RateLimit({
        limit: READS_PER_MINUTE,
        perMs: 60_000,
        now: () => performance.now(),
      }),
      gitUrl => locateRepository(integrations, gitUrl),
    );
  }

  constructor(
    clientFor: (host: string) => Pick<ScmClient, 'readTree'>,
    packages: Pick<PackageReader, 'knows' | 'resolve'>,
    limit: Pick<RateLimit, 'take'>,
    locate: (gitUrl: string) => ScmRepositoryLocation = parseRepositoryUrl,
  ) {
    this.#locate = locate;
    this.#clientFor = clientFor;
    this.#packages = packages;
    this.#limit = limit;
  }

  /** @throws ScmError, InvalidReferenceError; WaybillError `TOO_MANY_PREVIEWS` */
  async edits(
    request: EditPreviewRequest,
    signal: AbortSignal,
  ): Promise<EditPreview> {
    const [digest, { commit, files, notes }] = await Promise.all([
      this.#digestOf(request, signal),
      this.#read(request, signal),
    ]);
    const { repository, version, environments, name } = request;
    try {
      const plan = planVersionBump(files, {
        repository,
        version,
        digest,
        target: { environments },
        ...(name && { name }),
      });
      return {
        commit,
        edits: plan.files.map(({ path, before, content }) => ({
          path,
          before,
          after: content,
        })),
        notes: [...notes, ...plan.notes],
        refusals: [],
      };
    } catch (error) {
      return { commit, notes, edits: [], refusals: refusalsOf(error) };
    }
  }

  /** @throws ScmError; WaybillError `TOO_MANY_PREVIEWS` */
  async references(
    request: ReferencePreviewRequest,
    signal: AbortSignal,
  ): Promise<ReferencePreview> {
    const { commit, files, notes } = await this.#read(request, signal);
    const { repository, name, namespace } = request;
    try {
      const { references, refusals } = findModelReferences(files, {
        ...(repository && { repository }),
        ...(name && { name }),
        ...(namespace && { namespace }),
      });
      return {
        commit,
        notes,
        references: references.slice(0, MAX_REFERENCES),
        total: references.length,
        refusals,
      };
    } catch (error) {
      const refusals = refusalsOf(error);
      return { commit, notes, references: [], total: 0, refusals };
    }
  }

  async #read(
    { gitUrl, branch, path }: GitPlace,
    signal: AbortSignal,
  ): Promise<ReadTree> {
    const { host, owner, name } = this.#locate(gitUrl);
    if (!this.#limit.take()) {
      throw new WaybillError(
        'TOO_MANY_PREVIEWS',
        `${READS_PER_MINUTE} previews of Git repositories were made within a minute: wait a moment.`,
      );
    }
    const { commit, files, isTruncated } = await this.#clientFor(host).readTree(
      { owner, name },
      {
        ...(branch && { ref: branch }),
        ...(path && { under: path }),
        include: file => READ.test(file),
        signal,
      },
    );
    return {
      commit,
      files,
      notes: isTruncated
        ? ['The repository has more files than are looked at: name a folder']
        : [],
    };
  }

  async #digestOf(
    { repository, version, digest }: EditPreviewRequest,
    signal: AbortSignal,
  ): Promise<string> {
    const name = parseRepository(repository);
    const tag = validateVersion(version);
    if (digest) {
      return digest;
    }
    const found = this.#packages.knows(name.host)
      ? await this.#packages.resolve(name, tag, signal)
      : undefined;
    // A form shows the change before the version is packaged.
    return found ?? FUTURE_DIGEST;
  }
}

/** What stands in the way is what the preview is for. */
function refusalsOf(error: unknown): readonly EditingRefusal[] {
  if ((error as Error).name !== 'EditingError') {
    throw error;
  }
  return (error as EditingError).refusals;
}
