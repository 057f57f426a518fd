import {
  COSIGN_SIGN_PREDICATE_TYPE,
  listPolicyKeys,
  type PolicyKey,
  type SignatureMaterial,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import {
  readPublicKey,
  verifyWithKey,
  type SignatureEnvelope,
} from '../sigstore';
import { checkProofs, type ProofCheck } from './checkProofs';
import type { TrustRoot, TrustRoots } from './trustRoots';

/** A signature as it was found. */
export interface FoundSignature {
  readonly form: 'bundle' | 'legacy';
  /** Legacy attestations have a tag of their own, and nothing under it is a signature. */
  readonly isAttestation: boolean;
  /** Digest of the manifest or layer that holds it. */
  readonly source: string;
  /** @throws Error that says in a few words what is wrong with it */
  readonly read: () => SignatureEnvelope;
}

type Base = Pick<
  SignatureMaterial,
  'form' | 'kind' | 'source' | 'predicateType' | 'keyHint'
>;

/**
 * Asks the keys and trust roots of policies about signatures of one digest; what that is worth, others decide. Total:
 * whatever is in a signature, it gives entries.
 */
export class SignatureChecker {
  private readonly keys: readonly PolicyKey[];
  private readonly rootNames: readonly string[];
  private readonly rootOfPolicy: ReadonlyMap<string, string | undefined>;
  private readonly loaded = new Map<string, Promise<TrustRoot | Error>>();
  private readonly said = new Set<string>();

  constructor(
    private readonly options: {
      readonly digest: string;
      /** Those that speak of the repository. */
      readonly policies: readonly TrustPolicy[];
      readonly trustRoots?: TrustRoots;
      readonly signal?: AbortSignal;
    },
  ) {
    const { policies } = options;
    this.keys = listPolicyKeys(policies);
    this.rootNames = [
      ...new Set(policies.flatMap(({ trustRoot }) => trustRoot ?? [])),
    ];
    this.rootOfPolicy = new Map(
      policies.map(({ name, trustRoot }) => [name, trustRoot]),
    );
  }

  /** What is to be said of the trust roots that were asked: sentences for a person. */
  get remarks(): readonly string[] {
    return [...this.said];
  }

  async check(found: FoundSignature): Promise<SignatureMaterial[]> {
    let envelope: SignatureEnvelope;
    try {
      envelope = found.read();
    } catch (error) {
      return [describeMalformed(found, error)];
    }
    const base = describe(found, envelope);
    if (!envelope.subjectDigests.includes(this.options.digest))
      return [await this.describeForeign(envelope, base)];
    const entries = envelope.certificate
      ? await this.askTrustRoots(envelope, base)
      : await this.askKeys(envelope, base);
    return entries;
  }

  /** It speaks of another digest: the one question left is whether somebody we know once signed it. */
  private async describeForeign(
    envelope: SignatureEnvelope,
    base: Base,
  ): Promise<SignatureMaterial> {
    const asked = envelope.certificate
      ? await this.askTrustRoots(envelope, base)
      : await this.askKeys(envelope, base);
    const message = `it speaks of ${shorten(envelope.subjectDigests[0])}`;
    const known = asked.find(({ outcome }) => outcome === 'valid');
    if (known) return { ...known, outcome: 'replayed', message };
    const { certificate } = asked[0];
    return {
      ...base,
      ...(certificate && { certificate }),
      outcome: 'wrong-subject',
      message,
    };
  }

  private async askKeys(
    envelope: SignatureEnvelope,
    base: Base,
  ): Promise<SignatureMaterial[]> {
    const { signedBytes, signature } = envelope;
    const accepting = this.keys.filter(({ publicKeyPem }) =>
      verifyWithKey(publicKeyPem, signedBytes, signature),
    );
    if (accepting.length > 0) {
      return Promise.all(
        accepting.map(key => this.describeKeyed(envelope, base, key)),
      );
    }
    const named = this.keys.find(
      ({ publicKeyPem }) =>
        envelope.keyHint !== undefined &&
        readPublicKey(publicKeyPem)?.hint === envelope.keyHint,
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

  /** The key verifies it. Log entries and timestamps are checked by the trust root of the key's policy, if it has one. */
  private async describeKeyed(
    envelope: SignatureEnvelope,
    base: Base,
    { policy, keyName, publicKeyPem }: PolicyKey,
  ): Promise<SignatureMaterial> {
    const publicKey = readPublicKey(publicKeyPem);
    const keyed = {
      ...base,
      policy,
      keyName,
      ...(publicKey && { keyHint: publicKey.hint }),
    };
    const trustRoot = this.rootOfPolicy.get(policy);
    const hasProofs =
      envelope.logEntries.length + envelope.timestamps.length > 0;
    if (!trustRoot || !hasProofs) return { ...keyed, outcome: 'valid' };
    const check = await this.checkBy(trustRoot, root =>
      checkProofs(envelope, root, publicKey?.key),
    );
    return { ...keyed, trustRoot, ...check };
  }

  private async askTrustRoots(
    envelope: SignatureEnvelope,
    base: Base,
  ): Promise<SignatureMaterial[]> {
    const certificate = envelope.certificate?.identity;
    const claimed = { ...base, ...(certificate && { certificate }) };
    if (this.rootNames.length === 0) {
      return [
        {
          ...claimed,
          outcome: 'certificate-untrusted',
          message: 'no policy for this repository names a trust root',
        },
      ];
    }
    return Promise.all(
      this.rootNames.map(async trustRoot => ({
        ...claimed,
        trustRoot,
        ...(await this.checkBy(trustRoot, root => checkProofs(envelope, root))),
      })),
    );
  }

  private async checkBy(
    name: string,
    check: (root: TrustRoot) => ProofCheck,
  ): Promise<ProofCheck> {
    const root = await this.loadRoot(name);
    return root instanceof Error
      ? { outcome: 'not-checked', message: root.message }
      : check(root);
  }

  /** Once for a verification, so that all of its signatures are judged by the same. */
  private loadRoot(name: string): Promise<TrustRoot | Error> {
    const known = this.loaded.get(name);
    if (known) return known;
    const loading = this.tryLoad(name);
    this.loaded.set(name, loading);
    return loading;
  }

  private async tryLoad(name: string): Promise<TrustRoot | Error> {
    const { trustRoots, signal } = this.options;
    if (!trustRoots)
      return new Error(`the trust root '${name}' was not made available`);
    try {
      const root = await trustRoots.load(name, { signal });
      if (root.problem) {
        this.said.add(
          `The trust root '${name}' is of ${
            root.refreshedAt
          } and could not be refreshed since (${shorten(root.problem)}).`,
        );
      }
      return root;
    } catch (error) {
      signal?.throwIfAborted();
      return error instanceof Error ? error : new Error('no reason given');
    }
  }
}

function describe(found: FoundSignature, envelope: SignatureEnvelope): Base {
  const { form, source, isAttestation } = found;
  const { predicateType, keyHint } = envelope;
  const isSignature =
    !isAttestation &&
    (form === 'legacy' || predicateType === COSIGN_SIGN_PREDICATE_TYPE);
  return {
    form,
    kind: isSignature ? 'signature' : 'attestation',
    source,
    ...(predicateType && { predicateType }),
    ...(keyHint && { keyHint: shorten(keyHint) }),
  };
}

/** What cannot be read may have been a signature: nobody can tell. */
export function describeMalformed(
  { form, isAttestation, source }: Omit<FoundSignature, 'read'>,
  error: unknown,
): SignatureMaterial {
  return {
    form,
    kind: isAttestation ? 'attestation' : 'signature',
    source,
    outcome: 'malformed',
    message: error instanceof Error ? error.message : 'it cannot be read',
  };
}

/** What comes from a signature goes into messages for people. */
function shorten(text: string | undefined): string {
  return (text ?? 'nothing').replace(/[^\x20-\x7e]/g, '?').slice(0, 150);
}
