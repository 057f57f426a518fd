import { parseAllDocuments } from 'yaml';
import { ANNOTATION_VERSION } from '../manifests';
import { InvalidReferenceError } from '../reference/InvalidReferenceError';
import { parseStorageUri } from '../reference/storageUri';
import type { Declaration } from './observation';
import { textAt } from './untrustedJson';

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
 * Reads which model an environment's overlay (YAML of an InferenceService, or of a patch of one) pins. Never throws:
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
  const services = objects.filter(
    object => textAt(object, 'kind') === 'InferenceService',
  );
  if (services.length !== 1) {
    return unreadable(
      `The file holds ${services.length} InferenceServices, and one was expected`,
    );
  }
  return readPin(services[0]);
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
  const storageUri = textAt(
    service,
    'spec',
    'predictor',
    'model',
    'storageUri',
  );
  const version = textAt(
    service,
    'metadata',
    'annotations',
    ANNOTATION_VERSION,
  );
  if (storageUri === undefined) {
    return {
      state: 'unpinned',
      error:
        'The file names no model: spec.predictor.model.storageUri is missing',
    };
  }
  const found = { storageUri, ...(version !== undefined && { version }) };
  try {
    const { digest } = parseStorageUri(storageUri).reference;
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
