import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { PackagingError } from '../packaging';
import { MODEL_SIGNATURE_FILE } from './ModelManifest';
import type { ModelVerdict } from './ModelVerdict';
import { openModelFolder } from './openModelFolder';
import { verifyModel, type VerifyModelOptions } from './verifyModel';

/**
 * Verifies a folder against a signature in it, or beside it.
 *
 * @param options - `signaturePath`: `model.sig` in the folder where absent
 * @throws PackagingError `FOLDER_NOT_FOUND`, `FILE_NOT_FOUND` where there is no signature, `FILE_TYPE_NOT_ALLOWED`
 * @public
 */
export async function verifyModelFolder(
  directory: string,
  options: Omit<
    VerifyModelOptions,
    'signature' | 'signatureFile' | 'openTree'
  > & { readonly signaturePath?: string },
): Promise<ModelVerdict> {
  const { signaturePath = path.join(directory, MODEL_SIGNATURE_FILE), signal } =
    options;
  const signature = await readFile(signaturePath, { signal }).catch(cause => {
    signal?.throwIfAborted();
    throw new PackagingError({
      code: 'FILE_NOT_FOUND',
      cause,
      message: `There is no signature '${path.basename(
        signaturePath,
      )}' that can be read: sign the model, or say where its signature is.`,
    });
  });
  const signatureFile = await pathInside(directory, signaturePath);
  return verifyModel({
    ...options,
    signature,
    ...(signatureFile === undefined ? {} : { signatureFile }),
    openTree: manifest => openModelFolder(directory, { ...manifest, signal }),
  });
}

/** Where the signature is in the folder, if it is there. */
async function pathInside(
  directory: string,
  file: string,
): Promise<string | undefined> {
  const root = await realpath(directory).catch(() => path.resolve(directory));
  const folder = await realpath(path.dirname(file));
  const relative = path.relative(root, path.join(folder, path.basename(file)));
  return relative.startsWith('..') || path.isAbsolute(relative)
    ? undefined
    : relative.split(path.sep).join('/');
}
