import { promises as fs } from 'node:fs';
import path from 'node:path';
import { FLEET } from '../environments';
import { seedRepository } from '../git';
import { CLUSTER_NAMES } from '../state';

const FLEET_README = `# Fleet

What runs where. Each cluster reads its own folder below \`clusters/\` and applies what it finds there; a model is
enrolled in an environment by a file \`clusters/<environment>/<model>.yaml\`, which the portal commits.
`;

// Small enough for a demonstration's Git remote; somebody who points at a folder of real models is told so.
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Fills the Git remote at its first start. @param examplesDir - folder whose `models/` become `waybill/examples` */
export async function seedRepositories(
  gitDir: string,
  examplesDir: string | undefined,
): Promise<void> {
  const folders = CLUSTER_NAMES.map(
    name => [`clusters/${name}/.gitkeep`, Buffer.alloc(0)] as const,
  );
  await seedRepository(gitDir, {
    ...FLEET,
    description: 'What runs where: every cluster reads its folder',
    files: new Map([['README.md', Buffer.from(FLEET_README)], ...folders]),
  });
  if (examplesDir === undefined) return;
  const files = await readFolder(examplesDir, 'models');
  if (files.size === 0) return;
  await seedRepository(gitDir, {
    owner: FLEET.owner,
    name: 'examples',
    description: 'Small models to ship',
    files,
  });
}

async function readFolder(
  root: string,
  folder: string,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = await fs
    .readdir(path.join(root, folder), { withFileTypes: true })
    .catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const relative = `${folder}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== '__pycache__') {
      for (const [file, content] of await readFolder(root, relative))
        files.set(file, content);
    }
    if (
      entry.isFile() &&
      (await fs.stat(path.join(root, relative))).size <= MAX_FILE_BYTES
    ) {
      files.set(relative, await fs.readFile(path.join(root, relative)));
    }
  }
  return files;
}
