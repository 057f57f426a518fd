import { COSIGN_SIGN_PREDICATE_TYPE } from './signatureMaterial';

/**
 * Predicate types of in-toto statements about a package, by short name. Those that cosign 3.1 knows have its names of
 * `--type` beside them.
 *
 * @public
 */
export const PredicateType = {
  /** What cosign 3 writes for a signature: no attestation. */
  signature: COSIGN_SIGN_PREDICATE_TYPE,
  /** SLSA v1.0 "Build: Provenance" (`slsaprovenance1`). */
  provenance: 'https://slsa.dev/provenance/v1',
  /** CycloneDX bill of materials (`cyclonedx`). */
  cyclonedx: 'https://cyclonedx.org/bom',
  /** SPDX document (`spdxjson`). */
  spdx: 'https://spdx.dev/Document',
  /** Model card of the package, Waybill's own. */
  modelCard: 'https://waybill.dev/predicates/model-card/v1',
  /** OpenSSF model signing v1.0: the files of a model, signed. */
  modelSigning: 'https://model_signing/signature/v1.0',
} as const;

const NAMES: ReadonlyMap<string, string> = new Map([
  [PredicateType.signature, 'signature'],
  [PredicateType.provenance, 'SLSA provenance'],
  [PredicateType.cyclonedx, 'CycloneDX SBOM'],
  [PredicateType.spdx, 'SPDX SBOM'],
  [PredicateType.modelCard, 'model card'],
  [PredicateType.modelSigning, 'signature of the files'],
]);

/** The predicate type in words, or as it is where nobody knows it. @public */
export function namePredicateType(predicateType: string): string {
  return NAMES.get(predicateType) ?? predicateType;
}
