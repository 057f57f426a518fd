import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '@waybill/backstage-plugin-waybill-common';
import { runProgram, runSuccessfully } from '../../../processes';
import type { Tools } from '../../../tools';
import { CheckFailedError } from '../../check';
import type { KitFolder } from './kitFolders';

/** Writes a folder and its Kitfile as they are described, whatever the umask. */
export async function writeKitFolder(
  { files, modes = {}, kitfile }: KitFolder,
  folder: string,
): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, 'Kitfile'), kitfile);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    const directory = name.endsWith('/') ? file : path.dirname(file);
    await fs.mkdir(directory, { recursive: true });
    if (!name.endsWith('/')) await fs.writeFile(file, content, 'latin1');
  }
  await fs.chmod(folder, 0o755);
  for (const entry of await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  })) {
    const mode = entry.isDirectory() ? 0o755 : 0o644;
    await fs.chmod(path.join(entry.parentPath, entry.name), mode);
  }
  for (const [name, mode] of Object.entries(modes))
    await fs.chmod(path.join(folder, name), mode);
}

/** What kit stored of a package. */
export interface KitPackage {
  readonly manifest: Manifest;
  readonly config: string;
}

/** Packs with kit into a store of its own. */
export async function packWithKit(
  tools: Tools,
  folder: string,
  store: string,
  ...flags: readonly string[]
): Promise<KitPackage> {
  const { stdout, stderr } = await runSuccessfully(
    tools.path('kit'),
    packArguments(folder, store, flags),
    { env: { HOME: store } },
  );
  const digest = /Model saved: sha256:([0-9a-f]{64})/.exec(
    stdout + stderr,
  )?.[1];
  if (!digest) throw new CheckFailedError(`kit names no digest:\n${stdout}`);
  const read = (hex: string) =>
    fs.readFile(path.join(store, 'storage', 'blobs', 'sha256', hex), 'utf8');
  const manifest = JSON.parse(await read(digest)) as Manifest;
  const config = await read(manifest.config.digest.slice('sha256:'.length));
  return { manifest, config };
}

/** Whether kit packs a folder by this Kitfile, and what it says. */
export async function kitAccepts(
  tools: Tools,
  folder: string,
  store: string,
  kitfile: string,
): Promise<{ readonly isAccepted: boolean; readonly said: string }> {
  const file = path.join(store, 'Kitfile');
  await fs.writeFile(file, kitfile);
  const { exitCode, stdout, stderr } = await runProgram(
    tools.path('kit'),
    packArguments(folder, store, ['-f', file]),
    { env: { HOME: store } },
  );
  return { isAccepted: exitCode === 0, said: stdout + stderr };
}

function packArguments(
  folder: string,
  store: string,
  flags: readonly string[],
): string[] {
  return ['pack', folder, ...flags, '--config', store, '--progress=none'];
}
