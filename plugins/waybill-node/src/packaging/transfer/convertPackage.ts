import {
  draftKitfile,
  formatKitfile,
  parseKitfile,
  type Kitfile,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import { Readable } from 'node:stream';
import type { RegistryClient, RepositoryName } from '../../registry';
import { readContents, type PackageContents } from '../contents';
import { readKit } from '../contents/kitOf';
import type { FileTree, SourceFile } from '../FileTree';
import {
  layoutArtifact,
  layoutModelKit,
  layoutModelPack,
  layoutModelcar,
} from '../formats';
import type {
  BaseImage,
  PackageLayout,
  PackagePlan,
  Platform,
} from '../PackageLayout';
import {
  publishPackage,
  sealPackage,
  type PublishOptions,
  type PublishResult,
} from '../publish';
import { byPath } from '../sources/packagePath';
import { openContents } from './openContents';
import type { CopySource } from './planCopy';
import { reuseLayers } from './reuseLayers';

/** @public */
export interface ConvertOptions extends PublishOptions {
  readonly format: PackageFormat;
  /** Where absent that of the package is kept, or one is drafted from its files. For ModelKit and ModelPack. */
  readonly kitfile?: Kitfile;
  /** For a raw artifact; Waybill's own where absent. */
  readonly artifactType?: string;
  /** For a modelcar. */
  readonly base?: BaseImage;
  readonly platforms?: readonly Platform[];
  /** Beside what the package says of itself. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** @public */
export interface ConvertResult extends PublishResult {
  readonly from: PackageContents;
  /** Layers that the package had already: mounted or streamed, and not built anew. */
  readonly reusedLayers: number;
  /** Files that the other format leaves out. */
  readonly omitted: readonly string[];
}

const ARTIFACT_TYPE = 'application/vnd.waybill.model.v1';
const KITFILE = 'Kitfile';
const MAX_KITFILE_BYTES = 4 * 1024 * 1024;
/** What says something of the model, whatever its package. */
const KEPT_ANNOTATIONS =
  /^org\.opencontainers\.image\.(?:title|version|description|licenses|source|revision|authors|documentation|url|vendor)$/;

/** What a conversion would give. @public */
export interface ConvertPlan extends Omit<ConvertResult, keyof PublishResult> {
  /** Printable; its layers cannot be read any more. */
  readonly plan: PackagePlan;
}

/**
 * Makes a package of another format from one in a registry: files are read from the one while the other is sent, and
 * layers that are equal are mounted or streamed as they are. Nothing is on disk. It is another digest: signatures do not
 * go along.
 *
 * A Kitfile is kept: in an image or artifact it is a file, as `kit unpack` leaves it.
 *
 * @throws PackagingError, KitfileError, RegistryError, InvalidReferenceError; the signal's reason once it is aborted
 * @public
 */
export async function convertPackage(
  client: RegistryClient,
  from: CopySource,
  repository: RepositoryName,
  options: ConvertOptions,
): Promise<ConvertResult> {
  return withLayout(client, from, options, layout =>
    publishPackage(client, repository, layout, options),
  );
}

/**
 * Determines what {@link convertPackage} would give, digest and all, and sends nothing. Reads every file of layers that
 * the package does not have already: nobody knows the digest of an archive before.
 *
 * @throws as {@link convertPackage}
 * @public
 */
export async function planConvert(
  client: RegistryClient,
  from: CopySource,
  options: Omit<ConvertOptions, 'tag'>,
): Promise<ConvertPlan> {
  return withLayout(client, from, options, async layout => ({
    plan: await sealPackage(layout, options),
  }));
}

/** Lets somebody use the layout while the package can be read. */
async function withLayout<T extends { readonly plan: PackagePlan }>(
  client: RegistryClient,
  from: CopySource,
  options: Omit<ConvertOptions, 'tag'>,
  use: (layout: PackageLayout) => Promise<T>,
): Promise<T & Omit<ConvertPlan, 'plan'>> {
  const { signal } = options;
  const contents = await readContents(
    client,
    from.repository,
    from.tagOrDigest,
    { signal },
  );
  const opened = openContents(client, contents, { signal });
  try {
    const { layout, omitted } = await layOut(
      client,
      contents,
      opened.tree,
      options,
    );
    const found = await reuseLayers(client, contents, layout, { signal });
    const used = await use(found.layout);
    return { ...used, from: contents, reusedLayers: found.reused, omitted };
  } finally {
    await opened.close();
  }
}

async function layOut(
  client: RegistryClient,
  contents: PackageContents,
  tree: FileTree,
  options: Omit<ConvertOptions, 'tag'>,
): Promise<{ layout: PackageLayout; omitted: readonly string[] }> {
  const { format, signal, base, platforms } = options;
  const annotations = annotationsOf(contents, options);
  const own = await kitfileOf(client, contents, tree, signal);
  if (format === 'modelkit' || format === 'modelpack') {
    const kitfile = options.kitfile ?? own ?? draft(contents, annotations);
    const lay = format === 'modelkit' ? layoutModelKit : layoutModelPack;
    const layout = await lay(tree, { kitfile, annotations, signal });
    return { layout, omitted: layout.omitted };
  }
  const whole = own ? withKitfile(tree, own) : tree;
  const { artifactType = ARTIFACT_TYPE } = options;
  const layout =
    format === 'modelcar'
      ? await layoutModelcar(whole, {
          annotations,
          base,
          platforms,
          client,
          signal,
        })
      : layoutArtifact(whole, { artifactType, annotations });
  return { layout, omitted: [] };
}

function annotationsOf(
  { manifest: { annotations = {} } }: PackageContents,
  options: Pick<ConvertOptions, 'annotations'>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(annotations).filter(([key]) =>
    KEPT_ANNOTATIONS.test(key),
  );
  return { ...Object.fromEntries(kept), ...options.annotations };
}

/** The Kitfile of a kit, or the file of that name in an image or artifact. */
async function kitfileOf(
  client: RegistryClient,
  contents: PackageContents,
  tree: FileTree,
  signal?: AbortSignal,
): Promise<Kitfile | undefined> {
  const { repository } = contents;
  const kit = await readKit({ client, repository, signal }, contents);
  if (kit) return kit.kitfile;
  const file = tree.files.find(({ path }) => path === KITFILE);
  if (!file || file.sizeBytes > MAX_KITFILE_BYTES) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of file.open({ signal })) chunks.push(chunk);
  return parseKitfile(Buffer.concat(chunks).toString('utf8'));
}

function draft(
  { files, repository }: PackageContents,
  annotations: Readonly<Record<string, string>>,
): Kitfile {
  const said = (key: string) => annotations[`org.opencontainers.image.${key}`];
  return draftKitfile(files, {
    name: said('title') ?? repository.path.split('/').at(-1),
    version: said('version'),
    description: said('description'),
    license: said('licenses'),
  });
}

/** A kit has its Kitfile beside its files, others among them. */
function withKitfile(tree: FileTree, kitfile: Kitfile): FileTree {
  const isThere = tree.files.some(({ path }) => path === KITFILE);
  if (isThere) return tree;
  const bytes = Buffer.from(formatKitfile(kitfile));
  const file: SourceFile = {
    path: KITFILE,
    sizeBytes: bytes.length,
    mode: 0o644,
    open: ({ start = 0 } = {}) => Readable.from([bytes.subarray(start)]),
  };
  return { ...tree, files: [...tree.files, file].sort(byPath) };
}
