import { promises as fs } from 'node:fs';
import path from 'node:path';
import { repositoryFile } from '../portal';
import { runSuccessfully } from '../processes';

/** The example model's files as a tar, with a line in the card that makes each version's bytes its own. */
export async function packModel(
  folder: string,
  version: string,
): Promise<Buffer> {
  const source = path.join(folder, `model-${version}`);
  await fs.cp(repositoryFile('examples', 'models', 'iris'), source, {
    recursive: true,
  });
  await fs.appendFile(
    path.join(source, 'README.md'),
    `\nThis is version ${version}.\n`,
  );
  const file = `${source}.tar`;
  await runSuccessfully('tar', ['-cf', file, '-C', source, '.']);
  return await fs.readFile(file);
}
