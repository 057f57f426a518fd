import { createPublicKey } from 'node:crypto';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { PackagingError, type FileTree } from '../packaging';
import { preAuthEncoding } from '../sigstore';
import { signStatement } from '../signing/forms/signStatement';
import type { KeySigner, Signer } from '../signing/Signer';
import { SigningError } from '../signing/SigningError';
import { hashModelFiles } from './hashModelFiles';
import {
  GIT_PATHS,
  MODEL_SIGNATURE_FILE,
  formatModelStatement,
  isIgnored,
  type ModelManifest,
} from './ModelManifest';
import { omsKeyHint } from './omsKeyHint';

/** Curves that OpenSSF Model Signing knows. */
const CURVES: readonly unknown[] = ['prime256v1', 'secp384r1', 'secp521r1'];

/** @public */
export interface SignModelOptions {
  /** The model's files, as {@link openModelFolder} lists them. */
  readonly tree: FileTree;
  /** Of the model's folder. */
  readonly name: string;
  readonly signer: Signer;
  /** Path of the signature in the folder; `model.sig` where absent. */
  readonly signatureFile?: string;
  /** Further files and folders that are no part of the model. */
  readonly ignorePaths?: readonly string[];
  readonly allowSymlinks?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Signs the files of a model as OpenSSF Model Signing v1.0 has it; `model_signing verify` of PyPI reads it.
 *
 * @returns the bytes of `model.sig`
 * @throws PackagingError `EMPTY_FOLDER`; SigningError, `KEY_UNSUPPORTED` for a key that is not on a NIST curve
 * @public
 */
export async function signModel(options: SignModelOptions): Promise<Buffer> {
  const { signer, signal } = options;
  if (signer.kind === 'key') refuseOtherKeys(signer);
  const statement = formatModelStatement(await buildModelManifest(options));
  return signer.kind === 'key'
    ? signByKey(statement, signer, signal)
    : signStatement(statement, signer, { signal });
}

/** Hashes all files of a model. @public */
export async function buildModelManifest(
  options: Omit<SignModelOptions, 'signer'>,
): Promise<ModelManifest> {
  const { tree, name, signal, allowSymlinks = false } = options;
  const ignorePaths = [
    ...new Set([
      options.signatureFile ?? MODEL_SIGNATURE_FILE,
      ...GIT_PATHS,
      ...(options.ignorePaths ?? []),
    ]),
  ];
  const files = tree.files.filter(({ path }) => !isIgnored(path, ignorePaths));
  if (files.length === 0)
    throw new PackagingError({
      code: 'EMPTY_FOLDER',
      message: `There are no files in ${tree.name} to sign: check the path of the model.`,
    });
  const resources = await hashModelFiles(files, 'sha256', signal);
  return { name, hash: 'sha256', allowSymlinks, ignorePaths, resources };
}

async function signByKey(
  statement: string,
  signer: KeySigner,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const payload = Buffer.from(statement);
  const payloadType = MediaType.inTotoStatement;
  const signature = await signer.sign(preAuthEncoding(payloadType, payload), {
    signal,
  });
  return Buffer.from(
    JSON.stringify({
      mediaType: MediaType.sigstoreBundleV03,
      verificationMaterial: {
        publicKey: { hint: omsKeyHint(signer.publicKeyPem) },
        // the format asks for it, empty as it is
        tlogEntries: [],
      },
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType,
        signatures: [{ sig: signature.toString('base64'), keyid: '' }],
      },
    }),
  );
}

function refuseOtherKeys({ keyName, publicKeyPem }: KeySigner): void {
  const { asymmetricKeyDetails } = createPublicKey(publicKeyPem);
  if (CURVES.includes(asymmetricKeyDetails?.namedCurve)) return;
  throw new SigningError({
    code: 'KEY_UNSUPPORTED',
    message: `The key '${keyName}' cannot sign a model's files: OpenSSF Model Signing knows ECDSA with P-256, P-384 and P-521. Sign the package with it, or the files with another key.`,
  });
}
