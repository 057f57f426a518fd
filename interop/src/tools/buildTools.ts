import { promises as fs } from 'node:fs';
import path from 'node:path';
import { lastLines } from '../processes';
import { ToolError } from './errors';
import { findGo, type GoToolchain } from './goToolchain';
import { writeMainModule, type GoModFile } from './moduleFile';
import { GO_MODULES, type GoModule, type GoProgram } from './toolList';
import { programFolder, toolsFolder } from './toolsFolder';
import { Tools } from './Tools';

export interface BuildToolsOptions {
  /** Programs that are needed; all of the list where absent. */
  readonly names?: readonly string[];
  readonly folder?: string;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The linker of the largest program takes minutes on a small machine that does something else as well. */
const BUILD_TIMEOUT_MS = 40 * 60_000;
const HEARTBEAT_MS = 60_000;

/**
 * Builds the programs that are not in the cache yet.
 *
 * @throws ToolError with code `GO_MISSING`, `GO_TOO_OLD`, `MODULE_UNAVAILABLE` or `BUILD_FAILED`; a program that fails
 * does not keep the others from being built, so that the next run has less to do.
 */
export async function buildTools(
  options: BuildToolsOptions = {},
): Promise<Tools> {
  const log = options.log ?? (() => {});
  const folder = options.folder ?? toolsFolder();
  const go = await findGo();
  const failures: ToolError[] = [];
  for (const tool of GO_MODULES) {
    const missing = [];
    for (const program of tool.programs) {
      const isWanted = options.names?.includes(program.name) ?? true;
      if (isWanted && !(await isBuilt(folder, tool, program))) {
        missing.push(program);
      }
    }
    if (missing.length > 0) {
      try {
        await buildPrograms({ ...options, go, folder, log }, tool, missing);
      } catch (error) {
        if (!(error instanceof ToolError)) {
          throw error;
        }
        log(error.message);
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) {
    throw failures[0];
  }
  return new Tools({ folder, go, modules: GO_MODULES });
}

interface BuildContext {
  readonly go: GoToolchain;
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

async function buildPrograms(
  context: BuildContext,
  tool: GoModule,
  missing: readonly GoProgram[],
): Promise<void> {
  const { folder, log } = context;
  await fs.mkdir(folder, { recursive: true });
  const workFolder = await fs.mkdtemp(path.join(folder, '.building-'));
  try {
    log(`fetching ${tool.module}@${tool.version}`);
    await prepareModule(context, tool, workFolder);
    for (const program of missing) {
      await buildProgram(context, { tool, program, workFolder });
    }
  } finally {
    await fs.rm(workFolder, { recursive: true, force: true });
  }
}

async function prepareModule(
  { go, signal }: BuildContext,
  tool: GoModule,
  workFolder: string,
): Promise<void> {
  const name = `${tool.module}@${tool.version}`;
  const download = await go.run(['mod', 'download', '-json', name], {
    cwd: workFolder,
    signal,
  });
  if (download.exitCode !== 0) {
    throw new ToolError({
      code: 'MODULE_UNAVAILABLE',
      message:
        `Cannot download the Go module ${name}: ${downloadError(download)}. ` +
        'Check that the module proxy (`go env GOPROXY`) can be reached, and run it again.',
    });
  }
  const { GoMod } = JSON.parse(download.stdout) as { GoMod: string };
  const edit = await go.run(['mod', 'edit', '-json', GoMod], {
    cwd: workFolder,
    signal,
  });
  const goMod = JSON.parse(edit.stdout) as GoModFile;
  await fs.writeFile(
    path.join(workFolder, 'go.mod'),
    writeMainModule(tool, goMod),
  );
}

async function buildProgram(
  { go, folder, log, signal }: BuildContext,
  what: { tool: GoModule; program: GoProgram; workFolder: string },
): Promise<void> {
  const { tool, program, workFolder } = what;
  const label = `${program.name} ${tool.version}`;
  log(`building ${label}`);
  const started = Date.now();
  const heartbeat = setInterval(
    () => log(`building ${label}: ${secondsSince(started)} s so far`),
    HEARTBEAT_MS,
  );
  const outFolder = path.join(workFolder, `out-${program.name}`);
  const build = await go
    .run(
      [
        'build',
        '-buildvcs=false',
        '-trimpath',
        '-ldflags',
        linkerFlags(tool),
        '-o',
        path.join(outFolder, program.name),
        program.package,
      ],
      { cwd: workFolder, signal, timeoutMs: BUILD_TIMEOUT_MS },
    )
    .finally(() => clearInterval(heartbeat));
  if (build.exitCode !== 0) {
    throw new ToolError({
      code: 'BUILD_FAILED',
      message:
        `Cannot build ${label} from ${tool.module} (${go.version}); the end of its log:\n` +
        `${lastLines(build.stderr, 12)}\n` +
        'What is built already stays in the cache; run it again to go on from here.',
    });
  }
  await moveIntoPlace(outFolder, programFolder(folder, tool, program.name));
  log(`built ${label} in ${secondsSince(started)} s`);
}

/** Another run may have built the same program meanwhile: it is as good as ours. */
async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') {
      throw error;
    }
  }
}

async function isBuilt(
  folder: string,
  tool: GoModule,
  program: GoProgram,
): Promise<boolean> {
  const file = path.join(
    programFolder(folder, tool, program.name),
    program.name,
  );
  return fs.access(file, fs.constants.X_OK).then(
    () => true,
    () => false,
  );
}

function linkerFlags(tool: GoModule): string {
  const variables = Object.entries(tool.variables ?? {});
  return [
    '-s -w',
    ...variables.map(([name, value]) => `-X ${name}=${value}`),
  ].join(' ');
}

/** `go mod download -json` tells its error in the JSON, and only sometimes on stderr. */
function downloadError(result: { stdout: string; stderr: string }): string {
  try {
    const { Error: message } = JSON.parse(result.stdout) as { Error?: string };
    return message ?? lastLines(result.stderr, 3);
  } catch {
    return lastLines(`${result.stdout}\n${result.stderr}`, 3);
  }
}

function secondsSince(started: number): number {
  return Math.round((Date.now() - started) / 1000);
}
