import { existsSync } from 'node:fs';
import path from 'node:path';

/** A file of this checkout, at whose root the suite is started. */
export function repositoryFile(...segments: string[]): string {
  const root = process.cwd();
  if (!existsSync(path.join(root, 'interop', 'package.json'))) {
    throw new Error(
      `${root} is not the root of the repository: start it there, with \`yarn\``,
    );
  }
  return path.join(root, ...segments);
}
