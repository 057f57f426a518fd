import {
  COSIGN_SIGN_PREDICATE_TYPE,
  decideVerdict,
  type TrustPolicy,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type { FileTree } from '../packaging';
import { readBundle, readPublicKey, type SignatureEnvelope } from '../sigstore';
import { SignatureChecker } from '../verification/SignatureChecker';
import type { TrustRoots } from '../verification/trustRoots';
import { compareModelFiles } from './compareModelFiles';
import { isIgnored, type ModelManifest } from './ModelManifest';
import type { ModelProblem, ModelVerdict } from './ModelVerdict';
import { omsKeyHint } from './omsKeyHint';
import { readModelManifest } from './readModelManifest';

/** @public */
export interface VerifyModelOptions {
  /** The bytes of `model.sig`. */
  readonly signature: Buffer;
  /**
   * The model's files without those that the signature leaves out: called once the signature was found good, as it says
   * what to leave out.
   */
  readonly openTree: (
    manifest: Pick<ModelManifest, 'ignorePaths' | 'allowSymlinks'>,
  ) => FileTree | Promise<FileTree>;
  /** Whose signature counts. Their repositories are not looked at: a folder has none. */
  readonly policies: readonly TrustPolicy[];
  /** For those policies that name one. */
  readonly trustRoots?: TrustRoots;
  /** Path of the signature in the folder, where it is there. */
  readonly signatureFile?: string;
  /** Files that are there and not signed are no problem. */
  readonly ignoreUnsigned?: boolean;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** 100,000 files make 20 MiB, in base64. */
const MAX_SIGNATURE_BYTES = 32 * 1024 * 1024;
const MAX_LISTED = 100;

/**
 * Verifies the files of a model against a signature of OpenSSF Model Signing v1.0: who signed, and whether each file is
 * what was signed. The signature is asked first; of one that does not count no file is read. Total for whatever is in the
 * signature; throws where files cannot be read.
 *
 * @throws PackagingError, RegistryError of the tree
 * @public
 */
export async function verifyModel(
  options: VerifyModelOptions,
): Promise<ModelVerdict> {
  const found = readSignature(options);
  const verdict = await judge(options, found);
  if (verdict.state !== 'verified' || found instanceof Error) {
    const { reason, message, signer } = verdict;
    return refused([{ reason, message }], signer && { signer });
  }
  const manifest = readModelManifest(found.payload);
  const who = whoOf(verdict);
  if ('problem' in manifest) return refused([manifest.problem], who);
  const { signatureFile, signal, ignoreUnsigned } = options;
  const ignorePaths = [
    ...manifest.ignorePaths,
    ...(signatureFile === undefined ? [] : [signatureFile]),
  ];
  const { allowSymlinks } = manifest;
  const tree = await options.openTree({ ignorePaths, allowSymlinks });
  const files = tree.files.filter(({ path }) => !isIgnored(path, ignorePaths));
  const problems = await compareModelFiles(manifest, files, {
    ignoreUnsigned,
    signal,
  });
  return problems.length > 0
    ? refused(problems, who)
    : { isVerified: true, ...who, problems: [], problemCount: 0 };
}

function readSignature({
  signature,
  policies,
}: VerifyModelOptions): SignatureEnvelope | Error {
  try {
    if (signature.length > MAX_SIGNATURE_BYTES)
      throw new Error('it is too large');
    return withUsualHint(readBundle(signature), policies);
  } catch (error) {
    return error instanceof Error ? error : new Error('it cannot be read');
  }
}

/** The checker knows keys by cosign's hint. */
function withUsualHint(
  envelope: SignatureEnvelope,
  policies: readonly TrustPolicy[],
): SignatureEnvelope {
  const named = policies
    .flatMap(({ keys }) => keys)
    .find(
      ({ publicKeyPem }) =>
        readPublicKey(publicKeyPem) !== undefined &&
        omsKeyHint(publicKeyPem) === envelope.keyHint,
    );
  const keyHint = named && readPublicKey(named.publicKeyPem)?.hint;
  return keyHint ? { ...envelope, keyHint } : envelope;
}

/** By the same rules as a package's signature; which files it is of is looked at afterwards. */
async function judge(
  options: VerifyModelOptions,
  found: SignatureEnvelope | Error,
): Promise<Verdict> {
  const { trustRoots, signal, now } = options;
  const policies = options.policies.map(policy => ({
    ...policy,
    repositories: ['**'],
    attestations: [],
  }));
  const digest =
    found instanceof Error ? 'sha256:unknown' : found.subjectDigests[0] ?? '';
  const checker = new SignatureChecker({
    digest,
    policies,
    trustRoots,
    signal,
  });
  const material = await checker.check({
    form: 'bundle',
    isAttestation: false,
    source: options.signatureFile ?? 'model.sig',
    read: () => {
      if (found instanceof Error) throw found;
      return found;
    },
  });
  return decideVerdict({
    digest,
    repository: 'this model',
    policies,
    material: material.map(entry => ({
      ...entry,
      kind: 'signature',
      predicateType: COSIGN_SIGN_PREDICATE_TYPE,
    })),
    now,
  });
}

type Who = Pick<ModelVerdict, 'signer' | 'policy' | 'signedAt' | 'digest'>;

function whoOf({ signer, policy, signedAt, digest }: Verdict): Who {
  return {
    ...(signer && { signer }),
    ...(policy && { policy }),
    ...(signedAt && { signedAt }),
    digest,
  };
}

function refused(problems: readonly ModelProblem[], who?: Who): ModelVerdict {
  return {
    isVerified: false,
    ...who,
    problems: problems.slice(0, MAX_LISTED),
    problemCount: problems.length,
  };
}
