import {
  formatRepository,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import {
  MemoryRegistryClient,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import type { PackageSubject, SigningTools } from '../dependencies';

/** A registry in memory that tells which tags were set. */
export class MemoryRegistry extends MemoryRegistryClient {
  /** Digest by `host/path:tag`. */
  readonly tags = new Map<string, string>();

  async pushManifest(
    ...args: Parameters<RegistryClient['pushManifest']>
  ): ReturnType<RegistryClient['pushManifest']> {
    const [repository, , options] = args;
    const pushed = await super.pushManifest(...args);
    if (options?.tag) {
      const name = `${formatRepository(repository)}:${options.tag}`;
      this.tags.set(name, pushed.digest);
    }
    return pushed;
  }
}

/** Signatures in memory: whatever was signed is verified. */
export class MemorySigning implements SigningTools {
  readonly signatures = new Set<string>();
  /** What was attested, by `host/path@digest type`. */
  readonly statements = new Map<string, object>();
  /** What the next verification says instead of looking. */
  nextVerdict?: Pick<Verdict, 'state' | 'reason' | 'message'>;

  async sign(subject: PackageSubject, options: { key?: string }) {
    const name = signatureOf(subject);
    const wasSigned = this.signatures.has(name);
    this.signatures.add(name);
    return {
      keyName: options.key ?? 'default',
      wasSigned,
      digests: [subject.digest],
    };
  }

  async attest(
    subject: PackageSubject,
    options: { key?: string; predicateType: string; predicate: object },
  ) {
    const { predicateType, predicate } = options;
    const name = `${signatureOf(subject)} ${predicateType}`;
    const wasAttested = this.statements.has(name);
    this.statements.set(name, predicate);
    return { keyName: options.key ?? 'default', wasAttested };
  }

  async verify(
    subject: PackageSubject,
    options: { attestations?: readonly string[] } = {},
  ): Promise<Verdict> {
    const isSigned = this.signatures.has(signatureOf(subject));
    const verdict = this.nextVerdict ?? {
      state: isSigned ? ('verified' as const) : ('unsigned' as const),
      reason: isSigned
        ? ('SignatureVerified' as const)
        : ('NoSignature' as const),
      message: isSigned ? "Signed by 'default'" : 'There is no signature',
    };
    return {
      ...verdict,
      digest: subject.digest,
      forms: isSigned ? ['bundle', 'legacy'] : [],
      attestations: (options.attestations ?? []).map(predicateType => ({
        predicateType,
        form: 'bundle' as const,
        isAccepted: true,
      })),
      findings: [],
      ...(isSigned && { policy: 'portal', signer: { keyName: 'default' } }),
      checkedAt: '2026-11-21T10:00:00.000Z',
    };
  }
}

function signatureOf(subject: PackageSubject): string {
  return `${formatRepository(subject.repository)}@${subject.digest}`;
}
