import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
  buildSignatureStatement,
  buildSimpleSigningPayload,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../registry';
import type { Signer } from '../Signer';
import { attachBundle } from './attachBundle';
import { LegacyAnnotation, legacyAnnotationsOf } from './legacyAnnotations';
import { appendLegacyLayer } from './legacyTag';
import { listManifests } from './listManifests';
import {
  findPresentForms,
  type PresentSigner,
  type SignatureForm,
} from './presentForms';
import { signStatement } from './signStatement';

/** What to sign, where, and who signs. @public */
export interface SignOptions {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  /** The manifest or index that is signed. */
  readonly descriptor: Descriptor;
  readonly signer: Signer;
  readonly now: Date;
  /** Sign the manifests of an index, too, and those of indexes in it. */
  readonly recursive?: boolean;
  readonly signal?: AbortSignal;
  /** Waits between writing the legacy tag and reading it back; tests need not. */
  readonly settle?: (signal?: AbortSignal) => Promise<void>;
}

/** Which forms were added; a form that was there already by this signer is not added again. @public */
export interface SignResult {
  readonly added: readonly SignatureForm[];
  /** What was signed, the given digest first; more than that where `recursive` was asked for. */
  readonly digests: readonly {
    readonly digest: string;
    readonly added: readonly SignatureForm[];
  }[];
}

/**
 * Signs a package in both forms with one signer: a Sigstore bundle v0.3 as referrer, which cosign 3, Flux and Kyverno
 * look for first, and the legacy `.sig`, which all cosigns before know. Doing it again adds nothing; a form that is
 * missing is added.
 *
 * The bundle goes first: once one is found, cosign and Flux no longer look at `.sig`.
 *
 * @throws RegistryError, SigningError
 * @public
 */
export async function signPackage(options: SignOptions): Promise<SignResult> {
  const descriptors = options.recursive
    ? await listManifests(options, options.descriptor)
    : [options.descriptor];
  const who: PresentSigner =
    options.signer.kind === 'key'
      ? options.signer
      : {
          kind: 'keyless',
          certificate: await options.signer.certify({ signal: options.signal }),
        };
  const digests = [];
  for (const descriptor of descriptors) {
    digests.push({
      digest: descriptor.digest,
      added: await signManifest({ ...options, descriptor }, who),
    });
  }
  return { added: digests[0].added, digests };
}

async function signManifest(
  options: SignOptions,
  who: PresentSigner,
): Promise<readonly SignatureForm[]> {
  const { descriptor, signer, signal } = options;
  const { digest } = descriptor;
  const present = await findPresentForms({ ...options, digest }, who);
  const added: SignatureForm[] = [];
  if (!present.has('bundle')) {
    await attachBundle({
      ...options,
      subject: descriptor,
      bundle: await signStatement(buildSignatureStatement(digest), signer, {
        signal,
      }),
      predicateType: COSIGN_SIGN_PREDICATE_TYPE,
    });
    added.push('bundle');
  }
  if (!present.has('legacy')) {
    await appendLegacySignature(options);
    added.push('legacy');
  }
  return added;
}

async function appendLegacySignature(options: SignOptions): Promise<void> {
  const { repository, descriptor, signer, signal } = options;
  const payload = Buffer.from(
    buildSimpleSigningPayload(
      `${repository.host}/${repository.path}`,
      descriptor.digest,
    ),
  );
  await appendLegacyLayer({
    ...options,
    digest: descriptor.digest,
    suffix: 'sig',
    layer: {
      mediaType: MediaType.cosignSimpleSigning,
      content: payload,
      annotations: await signPayload(payload, signer, signal),
    },
  });
}

async function signPayload(
  payload: Buffer,
  signer: Signer,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  if (signer.kind === 'key') {
    const signature = await signer.sign(payload, { signal });
    return { [LegacyAnnotation.signature]: signature.toString('base64') };
  }
  const witnessed = await signer.signContent(
    { kind: 'message', data: payload },
    { signal },
  );
  return {
    ...legacyAnnotationsOf(witnessed),
    [LegacyAnnotation.signature]: witnessed.signature.toString('base64'),
  };
}
