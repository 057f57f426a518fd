import path from 'node:path';
import { findGo, repositoryFile, ToolError } from '@waybill/interop';

/** The benchmark's own programs; why they are in Go says `bench/README.md`. */
export interface BenchPrograms {
  readonly measure: string;
  readonly sink: string;
}

/**
 * Builds them into the folder: a second with Go's cache, and never an old one.
 *
 * @throws ToolError with code `GO_MISSING`, `GO_TOO_OLD` or `BUILD_FAILED`
 */
export async function buildPrograms(folder: string): Promise<BenchPrograms> {
  const go = await findGo();
  const source = repositoryFile('bench', 'go');
  const build = await go.run(
    [
      'build',
      '-buildvcs=false',
      '-trimpath',
      '-ldflags',
      '-s -w',
      '-o',
      `${folder}/`,
      './measure',
      './sink',
    ],
    { cwd: source },
  );
  if (build.exitCode !== 0) {
    throw new ToolError({
      code: 'BUILD_FAILED',
      message: `Cannot build the programs of ${source} (${go.version}):\n${build.stderr}`,
    });
  }
  return {
    measure: path.join(folder, 'measure'),
    sink: path.join(folder, 'sink'),
  };
}
