import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { git, gitText } from '../../../git/gitCommand';
import { untar } from '../artifacts/untar';
import type { GitSourceSpec, SourceObject } from '../fluxObjects';
import {
  type FetchedContent,
  SourceError,
  type SourceFetcher,
  type UpstreamRevision,
} from './SourceFetcher';

type GitSource = SourceObject<GitSourceSpec>;

const timeoutMs = 60_000;

/** Fetches GitRepositories with the machine's git into a bare repository per URL. */
export class GitFetcher implements SourceFetcher<GitSource> {
  readonly kind = 'GitRepository';

  constructor(private readonly cacheDir: string) {}

  fileName(revision: string): string {
    return `${commitOf(revision)}.tar.gz`;
  }

  stored(revision: string): string {
    return `stored artifact for revision '${revision}'`;
  }

  async resolve(
    object: GitSource,
    signal: AbortSignal,
  ): Promise<UpstreamRevision> {
    const { ref, url = '' } = object.spec ?? {};
    if (ref?.commit) return announced(`sha1:${ref.commit}`);
    const name =
      ref?.name ??
      (ref?.tag
        ? `refs/tags/${ref.tag}`
        : `refs/heads/${ref?.branch ?? 'master'}`);
    const output = await run(
      () =>
        gitText(['ls-remote', '--', url, name, `${name}^{}`], {
          signal: limited(signal),
        }),
      name,
    );
    // A peeled annotated tag comes last, and is the commit that counts.
    const [commit] =
      output.split('\n').filter(Boolean).pop()?.split('\t') ?? [];
    if (!commit) throw failed(`couldn't find remote ref "${name}"`);
    return announced(
      `${name.replace(/^refs\/(heads|tags)\//, '')}@sha1:${commit}`,
    );
  }

  async verify(): Promise<undefined> {
    return undefined;
  }

  async fetch(
    object: GitSource,
    revision: string,
    signal: AbortSignal,
  ): Promise<FetchedContent> {
    const url = object.spec?.url ?? '';
    const commit = commitOf(revision);
    const dir = path.join(
      this.cacheDir,
      createHash('sha256').update(url).digest('hex').slice(0, 24),
    );
    const tar = await run(async () => {
      await this.ensureRepository(dir);
      const ref = refOf(object) ?? commit;
      await git(
        ['fetch', '--quiet', '--depth=1', '--no-tags', '--', url, ref],
        { dir, signal: limited(signal) },
      );
      return git(['archive', '--format=tar', commit], {
        dir,
        signal: limited(signal),
      });
    }, revision);
    const digest = `sha256:${createHash('sha256').update(tar).digest('hex')}`;
    return { files: untar(tar), digest, sizeBytes: tar.length };
  }

  private async ensureRepository(dir: string): Promise<void> {
    if (existsSync(path.join(dir, 'HEAD'))) return;
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    await git(['init', '--quiet', '--bare', dir]);
  }
}

function refOf({ spec }: GitSource): string | undefined {
  const { ref } = spec ?? {};
  if (ref?.commit) return undefined;
  return (
    ref?.name ??
    (ref?.tag
      ? `refs/tags/${ref.tag}`
      : `refs/heads/${ref?.branch ?? 'master'}`)
  );
}

function commitOf(revision: string): string {
  return revision.slice(revision.lastIndexOf(':') + 1);
}

function announced(revision: string): UpstreamRevision {
  return { revision, announcement: `new upstream revision '${revision}'` };
}

function limited(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}

async function run<T>(work: () => Promise<T>, what: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failed(
      `unable to list or fetch ${what}: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
}

function failed(why: string): SourceError {
  return new SourceError({
    condition: 'FetchFailed',
    reason: 'GitOperationFailed',
    message: `failed to checkout and determine revision: ${why}`,
  });
}
