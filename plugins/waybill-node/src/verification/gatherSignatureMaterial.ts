import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
  legacySignatureTag,
  listPolicyKeys,
  selectPolicies,
  type Descriptor,
  type Manifest,
  type PolicyKey,
  type SignatureMaterial,
  type SignatureProblem,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../registry';
import { readSmallBlob } from './readSmallBlob';
import { keyHint, verifyWithKey } from '../sigstore/publicKeys';
import { parseBundle } from '../sigstore/parseBundle';

/** More signatures of one digest than anybody makes: whoever may push could otherwise keep us busy for ever. */
const MAX_SIGNATURES = 50;
const BUNDLE_TYPE_PREFIX = 'application/vnd.dev.sigstore.bundle';
const SIGNATURE_ANNOTATION = 'dev.cosignproject.cosign/signature';

/** Where to look, and with whose keys. @public */
export interface GatherOptions {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  readonly digest: string;
  readonly policies: readonly TrustPolicy[];
  readonly signal?: AbortSignal;
}

interface Signature {
  readonly form: 'bundle' | 'legacy';
  readonly source: string;
  readonly keyHint?: string;
  readonly predicateType?: string;
  readonly subjectDigests: readonly string[];
  readonly signatures: readonly Buffer[];
  readonly signedBytes: Buffer;
}

/**
 * Reads all signatures of a digest, in both forms, and asks the keys of the policies; decides nothing. Keys only, so
 * node:crypto does: certificates and log entries, for which sigstore-js is the library, are not accepted here.
 *
 * @throws RegistryError where the registry cannot be asked
 * @public
 */
export async function gatherSignatureMaterial(
  options: GatherOptions,
): Promise<{ material: SignatureMaterial[]; problem?: SignatureProblem }> {
  const { client, repository, digest } = options;
  const keys = listPolicyKeys(
    selectPolicies(options.policies, `${repository.host}/${repository.path}`),
  );
  const referrers = await client.listReferrers(repository, digest, {
    signal: options.signal,
  });
  const bundles = referrers.filter(
    ({ artifactType }) =>
      !artifactType || artifactType.startsWith(BUNDLE_TYPE_PREFIX),
  );
  const legacy = await readLegacyLayers(options);
  const total = bundles.length + legacy.length;

  const material: SignatureMaterial[] = [];
  for (const descriptor of bundles.slice(0, MAX_SIGNATURES)) {
    material.push(...(await checkBundleReferrer(options, descriptor, keys)));
  }
  for (const layer of legacy.slice(
    0,
    Math.max(0, MAX_SIGNATURES - bundles.length),
  )) {
    material.push(...(await checkLegacyLayer(options, layer, keys)));
  }
  if (total <= MAX_SIGNATURES) return { material };
  return {
    material,
    problem: {
      reason: 'TooManySignatures',
      message: `${digest} has ${total} signatures, and only the first ${MAX_SIGNATURES} were looked at: remove those that nobody needs.`,
    },
  };
}

async function checkBundleReferrer(
  options: GatherOptions,
  descriptor: Descriptor,
  keys: readonly PolicyKey[],
): Promise<SignatureMaterial[]> {
  const { client, repository, digest, signal } = options;
  const { bytes } = await client.fetchManifest(repository, descriptor.digest, {
    signal,
  });
  const manifest = parseManifest(bytes);
  const layers = (manifest?.layers ?? []).filter(({ mediaType }) =>
    mediaType?.startsWith(BUNDLE_TYPE_PREFIX),
  );
  const results: SignatureMaterial[] = [];
  for (const layer of layers) {
    const source = layer.digest;
    const content = await readSmallBlob(client, repository, layer, signal);
    results.push(
      ...checkParsed(digest, keys, 'bundle', source, () => {
        const { statement, ...bundle } = parseBundle(content);
        return { form: 'bundle', source, ...bundle, ...statement };
      }),
    );
  }
  return results;
}

async function readLegacyLayers({
  client,
  repository,
  digest,
  signal,
}: GatherOptions): Promise<readonly Descriptor[]> {
  const found = await client.resolve(repository, legacySignatureTag(digest), {
    signal,
  });
  if (!found) return [];
  const { bytes } = await client.fetchManifest(repository, found.digest, {
    signal,
  });
  return (parseManifest(bytes)?.layers ?? []).filter(
    ({ mediaType }) => mediaType === MediaType.cosignSimpleSigning,
  );
}

async function checkLegacyLayer(
  { client, repository, digest, signal }: GatherOptions,
  layer: Descriptor,
  keys: readonly PolicyKey[],
): Promise<SignatureMaterial[]> {
  const payload = await readSmallBlob(client, repository, layer, signal);
  return checkParsed(digest, keys, 'legacy', layer.digest, () => {
    const { critical } = JSON.parse(payload.toString('utf8'));
    const signature = layer.annotations?.[SIGNATURE_ANNOTATION];
    if (!signature)
      throw new Error(`its layer has no annotation ${SIGNATURE_ANNOTATION}`);
    return {
      form: 'legacy',
      source: layer.digest,
      subjectDigests: [String(critical?.image?.['docker-manifest-digest'])],
      signatures: [Buffer.from(signature, 'base64')],
      signedBytes: payload,
    };
  });
}

function checkParsed(
  digest: string,
  keys: readonly PolicyKey[],
  form: 'bundle' | 'legacy',
  source: string,
  parse: () => Signature,
): SignatureMaterial[] {
  let signature: Signature;
  try {
    signature = parse();
  } catch (error) {
    return [
      {
        form,
        kind: 'signature',
        source,
        outcome: 'malformed',
        message: error instanceof Error ? error.message : 'not readable',
      },
    ];
  }
  const isAttestation =
    form === 'bundle' && signature.predicateType !== COSIGN_SIGN_PREDICATE_TYPE;
  const base = {
    form,
    kind: isAttestation ? ('attestation' as const) : ('signature' as const),
    source,
    ...(signature.predicateType
      ? { predicateType: signature.predicateType }
      : {}),
    ...(signature.keyHint ? { keyHint: signature.keyHint } : {}),
  };
  if (!signature.subjectDigests.includes(digest)) {
    return [
      {
        ...base,
        outcome: 'wrong-subject',
        message: `it speaks of ${signature.subjectDigests[0] ?? 'nothing'}`,
      },
    ];
  }
  return askKeys(signature, base, keys);
}

function askKeys(
  signature: Signature,
  base: Pick<
    SignatureMaterial,
    'form' | 'kind' | 'source' | 'predicateType' | 'keyHint'
  >,
  keys: readonly PolicyKey[],
): SignatureMaterial[] {
  const hints = new Map(keys.map(key => [key, hintOf(key)]));
  const accepting = keys.filter(({ publicKeyPem }) =>
    signature.signatures.some(bytes =>
      verifyWithKey(publicKeyPem, signature.signedBytes, bytes),
    ),
  );
  if (accepting.length > 0) {
    return accepting.map(key => ({
      ...base,
      outcome: 'valid',
      policy: key.policy,
      keyName: key.keyName,
      keyHint: hints.get(key),
    }));
  }
  const named = keys.find(
    key => signature.keyHint && hints.get(key) === signature.keyHint,
  );
  return named
    ? [
        {
          ...base,
          outcome: 'invalid',
          policy: named.policy,
          keyName: named.keyName,
        },
      ]
    : [{ ...base, outcome: 'wrong-key' }];
}

/** A policy's key that is no key at all verifies nothing; the configuration's reader has said so before. */
function hintOf(key: PolicyKey): string | undefined {
  try {
    return keyHint(key.publicKeyPem);
  } catch {
    return undefined;
  }
}

function parseManifest(bytes: Buffer): Partial<Manifest> | undefined {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
