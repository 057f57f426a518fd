import { promises as fs } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { repositoryFile } from '../portal/repositoryRoot';
import { runSuccessfully } from '../processes';

/** Builds the command and copies it into the folder: a build by somebody else meanwhile changes nothing. */
export async function buildWaybill(
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const cli = repositoryFile('packages', 'cli');
  await runSuccessfully(process.execPath, ['build/build.mjs'], {
    cwd: cli,
    signal,
  });
  const target = path.join(folder, 'waybill');
  for (const name of ['bin', 'dist', 'package.json']) {
    await fs.cp(path.join(cli, name), path.join(target, name), {
      recursive: true,
    });
  }
  return path.join(target, 'bin', 'waybill');
}
