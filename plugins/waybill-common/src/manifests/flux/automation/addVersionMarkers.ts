import {
  isScalar,
  parseAllDocuments,
  parseDocument,
  type Document,
} from 'yaml';
import type { PinnedPackage } from '../../declaration';
import { checkFields, refuse } from '../../delivery/refuse';
import type { RepositoryFile } from '../../environments';
import { serializeManifests } from '../../serializeManifests';
import { FLUX_NAMESPACE } from '../fluxSources';
import { findPinnedFields, type PinnedField } from './pinnedFields';

/** @public */
export interface VersionMarkersInput {
  readonly name: string;
  readonly environment: string;
  /** What the environment runs now. */
  readonly package: Pick<PinnedPackage, 'version' | 'digest'>;
  /** Namespace of the ImagePolicy, which is called after the model. Default `flux-system`. */
  readonly controlNamespace?: string;
}

/** File of an environment that holds the version which image automation writes. @public */
export const VERSION_FILE = 'model-version.yaml';
/** Where a replacement puts the digest. It is no digest: built without the replacement it must not run. */
const DIGEST_FROM_FILE = `from-${VERSION_FILE.replace('.yaml', '')}`;

/**
 * Whether what an overlay names is filled in from {@link VERSION_FILE} when it is built.
 *
 * @param storageUri - or the image, as the overlay has it
 * @public
 */
export function isVersionElsewhere(storageUri: string): boolean {
  return storageUri.endsWith(`@${DIGEST_FROM_FILE}`);
}

/**
 * Lets Flux' image automation keep an environment at the newest version. A marker on `storageUri` itself would lose the
 * `oci://` before the image, so version and digest get scalars of their own: with Helm they have them in the values;
 * with Kustomize a ConfigMap holds them, which never leaves the build, and replacements take them over.
 *
 * @param files - what `buildDeployFiles` gave; paths are relative to the folder that is delivered
 * @returns the same files, those of the environment changed
 * @throws ManifestError `MISSING` where nothing of the environment pins the package, `INVALID_NAME`
 * @public
 */
export function addVersionMarkers(
  files: readonly RepositoryFile[],
  input: VersionMarkersInput,
): RepositoryFile[] {
  checkFields([
    ['name', 'label', input.name],
    ['environment', 'label', input.environment],
    ['controlNamespace', 'label', input.controlNamespace],
  ]);
  const folder = `environments/${input.environment}/`;
  const values = files.find(({ path }) => path === `${folder}values.yaml`);
  return values
    ? files.map(file => (file === values ? markValues(file, input) : file))
    : markOverlay(files, folder, input);
}

function marker(input: VersionMarkersInput, part: 'tag' | 'digest'): string {
  const namespace = input.controlNamespace ?? FLUX_NAMESPACE;
  return ` {"$imagepolicy": "${namespace}:${input.name}:${part}"}`;
}

function markScalars(
  document: Document,
  group: string,
  input: VersionMarkersInput,
): string {
  for (const [key, part] of [
    ['version', 'tag'],
    ['digest', 'digest'],
  ] as const) {
    const node = document.getIn([group, key], true);
    if (!isScalar(node)) return missing(input);
    node.comment = marker(input, part);
  }
  return document.toString({ lineWidth: 0 });
}

function markValues(
  file: RepositoryFile,
  input: VersionMarkersInput,
): RepositoryFile {
  return {
    ...file,
    content: markScalars(parseDocument(file.content), 'model', input),
  };
}

function markOverlay(
  files: readonly RepositoryFile[],
  folder: string,
  input: VersionMarkersInput,
): RepositoryFile[] {
  const found: PinnedField[] = [];
  const isOverlay = ({ path }: RepositoryFile) =>
    path.startsWith(folder) && !path.endsWith('/kustomization.yaml');
  const pointed = files.map(file => {
    if (!isOverlay(file)) return file;
    const documents = parseAllDocuments(file.content) as Document[];
    const fields = documents.flatMap(document => takePins(document, input));
    found.push(...fields);
    return fields.length === 0
      ? file
      : { ...file, content: documents.map(String).join('') };
  });
  if (!found.some(({ what }) => what === 'digest')) missing(input);
  const name = `${input.name}-version`;
  return [
    ...pointed.map(file =>
      file.path === `${folder}kustomization.yaml`
        ? { ...file, content: addReplacements(file.content, name, found) }
        : file,
    ),
    { path: `${folder}${VERSION_FILE}`, content: versionFile(name, input) },
  ];
}

/** Points a document's pins to the ConfigMap. */
function takePins(
  document: Document,
  { package: pin }: VersionMarkersInput,
): PinnedField[] {
  const fields = findPinnedFields(document, pin);
  for (const { path, what } of fields) {
    const text = String(document.getIn(path));
    document.setIn(
      path,
      what === 'digest'
        ? text.replace(`@${pin.digest}`, `@${DIGEST_FROM_FILE}`)
        : DIGEST_FROM_FILE,
    );
  }
  return fields;
}

function versionFile(name: string, input: VersionMarkersInput): string {
  const { version, digest } = input.package;
  const configMap = serializeManifests({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      // Kustomize reads it and leaves it out of what it builds.
      annotations: { 'config.kubernetes.io/local-config': 'true' },
    },
    data: { version, digest },
  });
  return markScalars(parseDocument(configMap), 'data', input);
}

/** Before those that are there: they may take the version over from where these put it. */
function addReplacements(
  content: string,
  name: string,
  fields: readonly PinnedField[],
): string {
  const document = parseDocument(content);
  const kustomization = document.toJS() as {
    readonly resources?: readonly string[];
    readonly replacements?: readonly object[];
  };
  const added = (['version', 'digest'] as const).flatMap(what => {
    const own = fields.filter(field => field.what === what);
    return own.length === 0 ? [] : [replacementOf(what, name, own)];
  });
  return serializeManifests({
    ...kustomization,
    resources: [...(kustomization.resources ?? []), VERSION_FILE],
    replacements: [...added, ...(kustomization.replacements ?? [])],
  });
}

function replacementOf(
  what: PinnedField['what'],
  name: string,
  fields: readonly PinnedField[],
): object {
  return {
    source: { kind: 'ConfigMap', name, fieldPath: `data.${what}` },
    targets: fields.map(field => ({
      select: { kind: field.kind, name: field.name },
      fieldPaths: [field.fieldPath],
      ...(what === 'digest' && { options: { delimiter: '@', index: 1 } }),
    })),
  };
}

function missing({ environment }: VersionMarkersInput): never {
  return refuse(
    'MISSING',
    'environment',
    `Nothing in environments/${environment} pins the model by digest: there is nothing that Flux could keep up to date`,
  );
}
