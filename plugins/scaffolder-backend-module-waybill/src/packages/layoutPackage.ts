import {
  draftKitfile,
  type Kitfile,
  parseKitfile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  type FileTree,
  layoutArtifact,
  layoutModelcar,
  layoutModelKit,
  layoutModelPack,
  type PackageLayout,
  readParentKitfiles,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { ShipError } from '../ShipError';
import { MAX_KITFILE_LENGTH, type PackageSpec } from './packageSpec';

/** A layout and the spec that makes it: a Kitfile that was found or drafted is in it. */
export interface LaidOutPackage {
  readonly layout: PackageLayout;
  readonly spec: PackageSpec;
  /** Files that the format leaves out. */
  readonly omitted: readonly string[];
}

interface LayoutContext {
  readonly client: RegistryClient;
  readonly signal?: AbortSignal;
}

/**
 * Lays files out as the spec says. Reads none of them but a Kitfile.
 *
 * @throws PackagingError, KitfileError, RegistryError
 */
export async function layoutPackage(
  tree: FileTree,
  spec: PackageSpec,
  context: LayoutContext,
): Promise<LaidOutPackage> {
  const { annotations, base, artifactType = '' } = spec;
  switch (spec.format) {
    case 'modelcar':
      return {
        layout: await layoutModelcar(tree, { annotations, base, ...context }),
        spec,
        omitted: [],
      };
    case 'artifact':
      return {
        layout: layoutArtifact(tree, { artifactType, annotations }),
        spec,
        omitted: [],
      };
    default:
      return layoutByKitfile(tree, spec, context);
  }
}

async function layoutByKitfile(
  tree: FileTree,
  spec: PackageSpec,
  { client, signal }: LayoutContext,
): Promise<LaidOutPackage> {
  const { annotations } = spec;
  const kitfile =
    spec.kitfile ??
    (await findKitfile(tree, signal)) ??
    draftKitfile(tree.files, aboutOf(annotations));
  const layOut = spec.format === 'modelkit' ? layoutModelKit : layoutModelPack;
  const parents = await readParentKitfiles(client, kitfile, { signal });
  const layout = await layOut(tree, { kitfile, parents, annotations, signal });
  return { layout, spec: { ...spec, kitfile }, omitted: layout.omitted };
}

/** Names under which KitOps looks for a Kitfile, in its order. */
const NAMES = ['Kitfile', 'kitfile', '.kitfile'];

async function findKitfile(
  tree: FileTree,
  signal: AbortSignal | undefined,
): Promise<Kitfile | undefined> {
  const found = NAMES.map(name =>
    tree.files.find(({ path }) => path === name),
  ).find(Boolean);
  if (!found) return undefined;
  if (found.sizeBytes > MAX_KITFILE_LENGTH) {
    throw new ShipError({
      code: 'INVALID_SOURCE',
      message: `The ${found.path} of ${tree.name} is longer than ${MAX_KITFILE_LENGTH} bytes: it is no Kitfile`,
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of found.open({ signal })) chunks.push(chunk);
  return parseKitfile(Buffer.concat(chunks).toString('utf8'));
}

function aboutOf(annotations: PackageSpec['annotations']) {
  const image = 'org.opencontainers.image';
  return {
    name: annotations[`${image}.title`],
    version: annotations[`${image}.version`],
    description: annotations[`${image}.description`],
    license: annotations[`${image}.licenses`],
  };
}
