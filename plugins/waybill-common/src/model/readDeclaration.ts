import { parseAllDocuments } from 'yaml';
import { ANNOTATION_MODEL, ANNOTATION_VERSION } from '../manifests';
import { isDigest } from '../reference/digest';
import { InvalidReferenceError } from '../reference/InvalidReferenceError';
import { parseReference } from '../reference/parseReference';
import { parseStorageUri } from '../reference/storageUri';
import type { Declaration } from './observation';
import { readStorageVariable } from './modelUris';
import { textAt, valueAt } from './untrustedJson';

/** An overlay is some lines; a file longer than this is not one. */
const MAX_TEXT_LENGTH = 131_072;

/** Enough for people who like anchors, too few for a text that unfolds into gigabytes. */
const MAX_ALIASES = 50;

/**
 * What the text of an environment's overlay declares: the part of a {@link Declaration} that does not depend on where
 * the text came from.
 *
 * @public
 */
export type DeclarationContent = Pick<
  Declaration,
  'state' | 'storageUri' | 'digest' | 'version' | 'error'
>;

/**
 * Reads which model an environment's overlay (YAML of an InferenceService or a Deployment, or of a patch of one, or values of a chart) pins. Never throws:
 * a text that cannot be read gives `unreadable` and why.
 *
 * @public
 */
export function readDeclaration(text: string): DeclarationContent {
  if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH) {
    return unreadable(`The file is longer than ${MAX_TEXT_LENGTH} characters`);
  }
  let objects: unknown[];
  try {
    objects = readObjects(text);
  } catch (error) {
    return unreadable(
      `The file is not YAML that can be read: ${firstLine(error)}`,
    );
  }
  const values = objects.find(isValuesFile);
  if (values !== undefined && objects.length === 1) return readValues(values);
  const version = objects.find(isVersionFile);
  if (version !== undefined && objects.length === 1)
    return readVersion(version);
  const services = objects.filter(isServing);
  if (services.length !== 1) {
    return unreadable(
      `The file holds ${services.length} InferenceServices, and one was expected`,
    );
  }
  return textAt(services[0], 'kind') === 'Deployment'
    ? readDeploymentPin(services[0])
    : readPin(services[0]);
}

/** A Deployment may be of anything; one that serves a model says so. */
function isServing(object: unknown): boolean {
  const kind = textAt(object, 'kind');
  return (
    kind === 'InferenceService' ||
    (kind === 'Deployment' && namedModel(object) !== undefined)
  );
}

/** Values of a chart: no object of Kubernetes, and `model` says what runs. */
function isValuesFile(object: unknown): boolean {
  return (
    textAt(object, 'kind') === undefined &&
    textAt(object, 'model', 'digest') !== undefined
  );
}

function readValues(values: unknown): DeclarationContent {
  const at = (field: string) => textAt(values, 'model', field);
  const repository = at('repository');
  if (repository === undefined) {
    return {
      state: 'unpinned',
      error: 'The file names no model: model.repository is missing',
    };
  }
  const annotations = { [ANNOTATION_VERSION]: at('version') };
  return readReference(
    { metadata: { annotations } },
    `oci://${repository}@${at('digest')}`,
    text => parseStorageUri(text).reference,
  );
}

/** What image automation writes, and replacements take over into the overlay. */
function isVersionFile(object: unknown): boolean {
  return (
    textAt(object, 'kind') === 'ConfigMap' &&
    textAt(object, 'data', 'digest') !== undefined
  );
}

function readVersion(configMap: unknown): DeclarationContent {
  const digest = textAt(configMap, 'data', 'digest') ?? '';
  const version = textAt(configMap, 'data', 'version');
  const found = { ...(version !== undefined && { version }) };
  return isDigest(digest)
    ? { ...found, state: 'found', digest }
    : {
        ...found,
        state: 'unpinned',
        error: 'The file holds no digest: data.digest is not sha256:<64 hex>',
      };
}

function namedModel(object: unknown): string | undefined {
  return textAt(object, 'metadata', 'annotations', ANNOTATION_MODEL);
}

function readDeploymentPin(deployment: unknown): DeclarationContent {
  return readReference(deployment, namedModel(deployment) ?? '', text =>
    parseReference(text),
  );
}

function readObjects(text: string): unknown[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.map(document => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  });
}

function readPin(service: unknown): DeclarationContent {
  const predictor = valueAt(service, 'spec', 'predictor');
  const storageUri =
    textAt(predictor, 'model', 'storageUri') ?? readStorageVariable(predictor);
  if (storageUri === undefined) {
    return {
      state: 'unpinned',
      error:
        'The file names no model: spec.predictor.model.storageUri is missing',
    };
  }
  return readReference(
    service,
    storageUri,
    text => parseStorageUri(text).reference,
  );
}

function readReference(
  object: unknown,
  storageUri: string,
  parse: (text: string) => { readonly digest?: string },
): DeclarationContent {
  const version = textAt(object, 'metadata', 'annotations', ANNOTATION_VERSION);
  const found = { storageUri, ...(version !== undefined && { version }) };
  try {
    const { digest } = parse(storageUri);
    return digest === undefined
      ? {
          ...found,
          state: 'unpinned',
          error: 'The file names the model by tag and not by digest',
        }
      : { ...found, state: 'found', digest };
  } catch (error) {
    return {
      ...found,
      state: 'unpinned',
      error:
        error instanceof InvalidReferenceError
          ? error.message
          : 'The storageUri cannot be read',
    };
  }
}

function unreadable(error: string): DeclarationContent {
  return { state: 'unreadable', error };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : 'unknown error';
  return message.split('\n')[0].slice(0, 200);
}
