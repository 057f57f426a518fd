import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseKitfile } from '@waybill/backstage-plugin-waybill-common';
import {
  openFolder,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { listFiles, resolveFolder } from '../workspace';
import { layoutPackage, type LaidOutPackage } from './layoutPackage';
import type { PackageSpec } from './packageSpec';
import type { RunContext } from './RunContext';

/** Names under which KitOps looks for a Kitfile, in its order. */
const KITFILES = ['Kitfile', 'kitfile', '.kitfile'];
const MAX_KITFILE_BYTES = 256 * 1024;

/**
 * Lays out a folder of the workspace. Reads none of its files but its Kitfile.
 *
 * @throws ShipError, PackagingError, KitfileError, RegistryError
 */
export async function layoutFolder(
  path: string,
  spec: PackageSpec,
  client: RegistryClient,
  { workspacePath, signal }: RunContext,
): Promise<LaidOutPackage> {
  await listFiles(workspacePath, path, { signal });
  const directory = resolveFolder(workspacePath, path);
  const tree = await openFolder(directory, { signal });
  const isKit = spec.format === 'modelkit' || spec.format === 'modelpack';
  const text =
    isKit && !spec.kitfile ? await findKitfile(directory) : undefined;
  return layoutPackage(
    tree,
    text === undefined ? spec : { ...spec, kitfile: parseKitfile(text) },
    { client, signal },
  );
}

async function findKitfile(directory: string): Promise<string | undefined> {
  for (const name of KITFILES) {
    const text = await readSmallFile(join(directory, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A link in a fetched folder could name any file of the portal's machine: none is followed. */
async function readSmallFile(file: string): Promise<string | undefined> {
  const flags = constants.O_RDONLY + constants.O_NOFOLLOW;
  const handle = await open(file, flags).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(MAX_KITFILE_BYTES),
    });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
