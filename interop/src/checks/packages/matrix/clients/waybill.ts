import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  parseKitfile,
  type Kitfile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  layoutArtifact,
  layoutModelcar,
  layoutModelKit,
  layoutModelPack,
  openFolder,
  publishPackage,
  unpackPackage,
  type FileTree,
  type PackageLayout,
} from '@waybill/backstage-plugin-waybill-node';
import type { Client, Read, Write } from './Client';

type Layout = (tree: FileTree, kitfile: Kitfile) => Promise<PackageLayout>;

const write =
  (layout: Layout): Write =>
  async (
    { registry, signal },
    { folder, kitfile },
    { host, path: name, tag },
  ) => {
    const tree = await openFolder(folder, { signal });
    const description = parseKitfile(await fs.readFile(kitfile, 'utf8'));
    await publishPackage(
      registry,
      { host, path: name },
      await layout(tree, description),
      { tag, signal },
    );
  };

const read: Read = async ({ registry, signal, folder }, from) => {
  const directory = path.join(folder, 'unpacked');
  await unpackPackage(registry, from, from.tag, { directory, signal });
  return directory;
};

/** Waybill as the portal uses it: `waybill-node`, in this process. */
export const waybillClient: Client = {
  name: 'waybill',
  write: {
    modelcar: write(tree => layoutModelcar(tree)),
    modelkit: write((tree, kitfile) => layoutModelKit(tree, { kitfile })),
    modelpack: write((tree, kitfile) => layoutModelPack(tree, { kitfile })),
    artifact: write(async tree =>
      layoutArtifact(tree, { artifactType: 'application/vnd.example.model' }),
    ),
  },
  read: { modelcar: read, modelkit: read, modelpack: read, artifact: read },
};
