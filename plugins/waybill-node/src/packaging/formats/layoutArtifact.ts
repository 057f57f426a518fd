import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { FileTree, SourceFile } from '../FileTree';
import type { LayerLayout, PackageLayout } from '../PackageLayout';
import { PackagingError } from '../PackagingError';
import { blobOf, sealManifest } from '../publish/sealManifest';
import { storedGzip } from '../tar/storedGzip';
import { tarLayer, type TarMember } from '../tar/tarLayer';
import { manifestAnnotations } from './manifestAnnotations';

const TITLE = 'org.opencontainers.image.title';
const UNPACK = 'io.deis.oras.content.unpack';
const RAW = 'application/octet-stream';
/** Each layer is a request or two; beyond that oras and registries take minutes, and manifests get too large. */
const MAX_LAYERS = 1_000;
/** RFC 6838 §4.2: type and subtype. */
const MEDIA_TYPE =
  /^[A-Za-z0-9][\w!#$&^.+-]{0,126}\/[A-Za-z0-9][\w!#$&^.+-]{0,126}$/;

/** @public */
export interface ArtifactOptions {
  /** What the package is, e.g. `application/vnd.example.model.v1`. */
  readonly artifactType: string;
  /** Of the layers that are one file; `application/octet-stream` where absent. */
  readonly mediaType?: string;
  /**
   * One layer for each folder at the top, which oras unpacks again. For models of many files: without it there is a
   * layer for each.
   */
  readonly unpackFolders?: boolean;
  /** Annotations of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Without it the manifest has no time, and the same files give the same digest. */
  readonly createdAt?: Date;
}

/**
 * Lays out a raw artifact as oras (1.3) pushes it: a layer for each file with its path as title, and the empty config.
 *
 * @throws PackagingError `FORMAT_NOT_SUPPORTED` where a type is no media type, `EMPTY_FOLDER`, `TOO_MANY_FILES`
 * @public
 */
export function layoutArtifact(
  tree: FileTree,
  options: ArtifactOptions,
): PackageLayout {
  const { artifactType, mediaType = RAW, unpackFolders = false } = options;
  [artifactType, mediaType].forEach(refuseNoMediaType);
  const layers = unpackFolders
    ? foldersAtTop(tree).map(group => layoutGroup(group, mediaType))
    : tree.files.map(file => layoutFile(file, mediaType));
  refuseCount(tree, layers.length, unpackFolders);
  return {
    format: 'artifact',
    layers,
    seal: (descriptors: readonly Descriptor[]) =>
      sealManifest({
        artifactType,
        config: blobOf(MediaType.empty, Buffer.from('{}')),
        layers: descriptors,
        annotations: manifestAnnotations(options),
      }),
  };
}

interface Group {
  /** Absent for a file at the top. */
  readonly folder?: string;
  readonly members: readonly TarMember[];
}

function foldersAtTop({ files, folders = [] }: FileTree): Group[] {
  const groups = new Map<string, { folder?: string; members: TarMember[] }>();
  const add = (path: string, mode?: number, file?: SourceFile) => {
    const [top] = path.split('/');
    const isAtTop = file !== undefined && top === path;
    const group = groups.get(top) ?? {
      ...(isAtTop ? {} : { folder: top }),
      members: [],
    };
    group.members.push({ path, mode, file });
    groups.set(top, group);
  };
  const modes = new Map<string, number | undefined>();
  for (const { path } of files) {
    const segments = path.split('/').slice(0, -1);
    segments.forEach((_, index) =>
      modes.set(segments.slice(0, index + 1).join('/'), undefined),
    );
  }
  for (const { path, mode } of folders) modes.set(path, mode);
  modes.forEach((mode, path) => add(path, mode));
  files.forEach(file => add(file.path, file.mode, file));
  return [...groups.values()].map(group => ({
    ...group,
    members: group.members.sort((left, right) =>
      Buffer.compare(Buffer.from(left.path), Buffer.from(right.path)),
    ),
  }));
}

function layoutGroup({ folder, members }: Group, mediaType: string) {
  const [{ file }] = members;
  if (folder === undefined && file) return layoutFile(file, mediaType);
  return layoutFolder(folder ?? '', members);
}

function layoutFolder(
  folder: string,
  members: readonly TarMember[],
): LayerLayout {
  return {
    mediaType: MediaType.imageLayerTarGzip,
    annotations: { [UNPACK]: 'true', [TITLE]: folder },
    // oras takes no plain tar for what it is to unpack
    ...storedGzip(`the archive of '${folder}'`, tarLayer(members)),
  };
}

function layoutFile(file: SourceFile, mediaType: string): LayerLayout {
  return {
    mediaType,
    annotations: { [TITLE]: file.path },
    sizeBytes: file.sizeBytes,
    files: [file],
    ...(file.digest ? { digest: file.digest } : {}),
    segments: () => [file],
  };
}

function refuseNoMediaType(type: string): void {
  if (MEDIA_TYPE.test(type)) return;
  throw new PackagingError({
    code: 'FORMAT_NOT_SUPPORTED',
    message: `${JSON.stringify(
      type.slice(0, 200),
    )} is no media type: write it like application/vnd.example.model.v1.`,
  });
}

function refuseCount(
  tree: FileTree,
  layers: number,
  unpackFolders: boolean,
): void {
  if (layers === 0) {
    throw new PackagingError({
      code: 'EMPTY_FOLDER',
      message: `${tree.name} holds no files: a package needs one at least.`,
    });
  }
  if (layers <= MAX_LAYERS) return;
  throw new PackagingError({
    code: 'TOO_MANY_FILES',
    message: `${
      tree.name
    } would be ${layers} layers, and an artifact may have ${MAX_LAYERS}: ${
      unpackFolders
        ? 'put the files at the top into folders'
        : 'let folders be unpacked (unpackFolders)'
    }, or package it as a modelcar or ModelKit.`,
  });
}
