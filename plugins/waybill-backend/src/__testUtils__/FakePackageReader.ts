import type {
  TrustDemands,
  TrustPolicySummary,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import type { PackageReader } from '../versions/PackageReader';
import type { PackageFacts } from '../versions/VersionStore';

/** A registry with one repository, as a test sets it up. */
export class FakePackageReader implements PackageReader {
  readonly policies = 'policies-of-the-test';
  trust: TrustPolicySummary[] = [];
  readonly tags = new Map<string, string>();
  readonly signed = new Set<string>();
  /** Instead of what follows from `signed`. */
  readonly verdicts = new Map<string, Verdict>();
  readonly calls: string[] = [];
  /** With what was asked. */
  readonly demands: (TrustDemands | undefined)[] = [];
  failure: Error | undefined;
  unreadable: string | undefined;
  now = () => new Date();

  async listTags(_name: RepositoryName): Promise<string[]> {
    this.#answer('listTags');
    return [...this.tags.keys()];
  }

  async resolve(
    _name: RepositoryName,
    tag: string,
  ): Promise<string | undefined> {
    this.#answer(`resolve ${tag}`);
    return this.tags.get(tag);
  }

  async inspect(_name: RepositoryName, digest: string): Promise<PackageFacts> {
    this.#answer(`inspect ${digest}`);
    if (digest === this.unreadable) {
      throw new Error(`manifest ${digest} is no JSON`);
    }
    return {
      format: 'modelcar',
      sizeBytes: 1234,
      createdAt: '2026-11-20T00:00:00.000Z',
    };
  }

  knows(host: string): boolean {
    return host !== 'unknown.example.com';
  }

  async verify(
    _name: RepositoryName,
    digest: string,
    { demands }: { readonly demands?: TrustDemands },
  ): Promise<Verdict> {
    this.#answer(`verify ${digest}`);
    this.demands.push(demands);
    const verdict = this.verdicts.get(digest);
    if (verdict) return { ...verdict, checkedAt: this.now().toISOString() };
    const isSigned = this.signed.has(digest);
    return {
      state: isSigned ? 'verified' : 'unsigned',
      reason: isSigned ? 'SignatureVerified' : 'NoSignature',
      message: isSigned ? "Signed with key 'default'." : 'Not signed.',
      digest,
      forms: isSigned ? ['bundle', 'legacy'] : [],
      attestations: [],
      findings: [],
      checkedAt: this.now().toISOString(),
    };
  }

  #answer(call: string): void {
    this.calls.push(call);
    if (this.failure) {
      throw this.failure;
    }
  }
}
