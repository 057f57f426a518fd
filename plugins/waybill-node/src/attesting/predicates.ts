import {
  PredicateType,
  buildCycloneDx,
  buildModelCard,
  buildSpdx,
  type BillOptions,
  type PackageFacts,
} from '@waybill/backstage-plugin-waybill-common';

/** What {@link attestPackage} is given. @public */
export interface Predicate {
  readonly predicateType: string;
  readonly predicate: object;
}

/** The bill of materials of a package, to be attested. @public */
export function sbomOf(
  facts: PackageFacts,
  options: BillOptions & { readonly format?: 'cyclonedx' | 'spdx' } = {},
): Predicate {
  return options.format === 'spdx'
    ? {
        predicateType: PredicateType.spdx,
        predicate: buildSpdx(facts, options),
      }
    : {
        predicateType: PredicateType.cyclonedx,
        predicate: buildCycloneDx(facts, options),
      };
}

/** The model card of a package, to be attested. @public */
export function modelCardOf(facts: PackageFacts): Predicate {
  return {
    predicateType: PredicateType.modelCard,
    predicate: buildModelCard(facts),
  };
}
