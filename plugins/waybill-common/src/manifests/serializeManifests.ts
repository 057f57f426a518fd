import { stringify } from 'yaml';

/**
 * Writes objects as one YAML text, in the order of their keys: the same objects give the same bytes.
 *
 * @param objects - one object gives a plain document, several are separated by `---`.
 * @public
 */
export function serializeManifests(...objects: readonly object[]): string {
  return objects
    .map(object =>
      stringify(object, {
        // A folded line or an alias is legal YAML that people and patch tools trip over.
        lineWidth: 0,
        aliasDuplicateObjects: false,
        // Kubernetes' Go tools still read YAML 1.1, where a bare `no` or `1_0` is no string.
        compat: 'yaml-1.1',
      }),
    )
    .join('---\n');
}
