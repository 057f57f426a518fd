import { promises as fs } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  layoutArtifact,
  openFolder,
  sealPackage,
  type PackagePlan,
  type PlannedBlob,
} from '@waybill/backstage-plugin-waybill-node';
import { runSuccessfully } from '../../processes';
import type { Tools } from '../../tools';
import { expectEqual, type Check } from '../check';
import { KIT_FOLDERS } from './kit/kitFolders';
import { writeKitFolder } from './kit/packWithKit';

/** oras pulls raw artifacts whose folders are archives, and has the same folder, with odd names and empty folders. */
export function orasUnpackChecks(options: {
  readonly tools: Tools;
  readonly folder: string;
}): Check[] {
  return KIT_FOLDERS.map(what => ({
    name: `oras unpacks the folders of a raw artifact: ${what.name}`,
    run: async () => {
      await fs.mkdir(options.folder, { recursive: true });
      const folder = await fs.mkdtemp(path.join(options.folder, 'oras-'));
      const source = path.join(folder, 'source');
      await writeKitFolder(what, source);
      const plan = await sealPackage(
        layoutArtifact(await openFolder(source, { keepModes: true }), {
          artifactType: 'application/vnd.example.model.v1',
          unpackFolders: true,
        }),
      );
      const layout = path.join(folder, 'layout');
      await writeLayout(plan, layout);
      const pulled = path.join(folder, 'pulled');
      await runSuccessfully(
        options.tools.path('oras'),
        ['pull', '--oci-layout', `${layout}:1.0.0`, '-o', pulled],
        { env: { HOME: folder } },
      );
      expectEqual(await contentOf(pulled), await contentOf(source), what.name);
    },
  }));
}

/** An OCI image layout (image-spec v1.1.1), the registry of those that have none. */
async function writeLayout(plan: PackagePlan, folder: string): Promise<void> {
  const blobs = path.join(folder, 'blobs', 'sha256');
  await fs.mkdir(blobs, { recursive: true });
  const fileOf = (digest: string) =>
    path.join(blobs, digest.slice('sha256:'.length));
  const write = async ({ descriptor, open }: PlannedBlob) => {
    const target = await fs.open(fileOf(descriptor.digest), 'w');
    await pipeline(open(), target.createWriteStream());
  };
  for (const blob of [...plan.layers, plan.config]) await write(blob);
  await fs.writeFile(fileOf(plan.descriptor.digest), plan.manifestBytes);
  const named = {
    ...plan.descriptor,
    annotations: { 'org.opencontainers.image.ref.name': '1.0.0' },
  };
  await fs.writeFile(
    path.join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [named] }),
  );
  await fs.writeFile(
    path.join(folder, 'oci-layout'),
    '{"imageLayoutVersion":"1.0.0"}',
  );
}

/** Files with their bytes, and folders. */
async function contentOf(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const lines = entries.map(async entry => {
    const file = path.join(entry.parentPath, entry.name);
    const content = entry.isFile() ? await fs.readFile(file, 'base64') : '/';
    return `${path.relative(folder, file)} ${content}`;
  });
  return (await Promise.all(lines)).sort();
}
