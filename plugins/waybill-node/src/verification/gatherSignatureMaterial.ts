import type {
  SignatureMaterial,
  SignatureProblem,
  TrustDemands,
  TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../registry';
import { SignatureSearch } from './SignatureSearch';
import type { TrustRoots } from './trustRoots';

/** Where to look, and by whose word. @public */
export interface GatherOptions {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  readonly digest: string;
  /** All configured policies; those that do not speak of the repository are ignored. */
  readonly policies: readonly TrustPolicy[];
  /** Asked only where a signature has a certificate, log entry or timestamp, and its policy names a trust root. */
  readonly trustRoots?: TrustRoots;
  /** What the model's entity asks for besides. */
  readonly demands?: TrustDemands;
  /** Look at everything, so that forms, findings and attestations are complete. Without it, until a policy is satisfied. */
  readonly thorough?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Reads the signatures and attestations of a digest, in both forms, and asks the keys and trust roots of the policies;
 * decides nothing.
 *
 * @throws RegistryError where the registry cannot be asked
 * @public
 */
export async function gatherSignatureMaterial(
  options: GatherOptions,
): Promise<{ material: SignatureMaterial[]; problem?: SignatureProblem }> {
  const search = new SignatureSearch(options);
  await search.run();
  const { material, problem } = search;
  return { material, ...(problem && { problem }) };
}
