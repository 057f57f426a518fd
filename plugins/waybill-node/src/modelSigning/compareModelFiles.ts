import type { SourceFile } from '../packaging';
import { hashModelFiles } from './hashModelFiles';
import type { ModelManifest } from './ModelManifest';
import type { ModelProblem } from './ModelVerdict';
import { quoted } from './readModelManifest';

/** What differs between the files that were signed and those that are there; the latter are read. */
export async function compareModelFiles(
  manifest: ModelManifest,
  files: readonly SourceFile[],
  options: {
    readonly ignoreUnsigned?: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<ModelProblem[]> {
  const signed = new Map(
    manifest.resources.map(({ name, digest }) => [name, digest]),
  );
  const there = new Set(files.map(({ path }) => path));
  const missing = [...signed.keys()]
    .filter(name => !there.has(name))
    .map(name => problem('MissingFile', name, 'was signed and is not there'));
  const extra = files
    .filter(({ path }) => !signed.has(path) && !options.ignoreUnsigned)
    .map(({ path }) =>
      problem('ExtraFile', path, 'is there and was not signed'),
    );
  const hashed = await hashModelFiles(
    files.filter(({ path }) => signed.has(path)),
    manifest.hash,
    options.signal,
  );
  const changed = hashed
    .filter(({ name, digest }) => signed.get(name) !== digest)
    .map(({ name }) =>
      problem('ChangedFile', name, 'is not as it was when it was signed'),
    );
  return [...changed, ...missing, ...extra];
}

function problem(
  reason: ModelProblem['reason'],
  path: string,
  what: string,
): ModelProblem {
  return { reason, message: `${quoted(path)} ${what}.`, path };
}
