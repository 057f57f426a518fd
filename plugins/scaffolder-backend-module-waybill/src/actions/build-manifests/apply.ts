import { constants } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isExecutable } from '@waybill/backstage-plugin-waybill-node';
import { resolveFolder } from '../../workspace';
import type { ManifestsPlan } from './plan';

/** A card is text for people; a longer one is cut off rather than refused. */
const MAX_CARD_BYTES = 256 * 1024;

/** The README of the model's folder, where it has one. */
export async function readModelCard(
  workspacePath: string,
  modelPath: string,
): Promise<string | undefined> {
  const file = join(resolveFolder(workspacePath, modelPath), 'README.md');
  // A link in a fetched folder could name any file of the portal's machine, and the card goes into Git.
  const flags = constants.O_RDONLY + constants.O_NOFOLLOW;
  const handle = await open(file, flags).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(MAX_CARD_BYTES),
    });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Replaces the target folder by the planned files. */
export async function applyManifests(
  plan: ManifestsPlan,
  context: { readonly workspacePath: string },
): Promise<void> {
  const folder = resolveFolder(context.workspacePath, plan.targetPath);
  await rm(folder, { recursive: true, force: true });
  for (const { path, content } of plan.files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, {
      mode: isExecutable(path) ? 0o755 : 0o644,
    });
  }
}
