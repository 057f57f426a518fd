import type { KubernetesManifest } from '../../kubernetes';
import {
  applyPatch,
  createPatch,
  isMap,
  type JsonMap,
  type MergeRules,
  mergeRulesOf,
} from '../patches';

/** What turns an object of the base into the environment's, in the order in which it is applied. */
export interface OverlayPatches {
  /** What the environment's profile changes. */
  readonly profile?: KubernetesManifest;
  /** Which version runs: apart, because it is what changes again and again. */
  readonly pin?: KubernetesManifest;
}

/**
 * @param base - the object that all environments share
 * @param unpinned - as the profile makes it, before a version is chosen
 * @param final - as it has to arrive in the cluster
 */
export function createOverlayPatches(
  base: KubernetesManifest,
  unpinned: KubernetesManifest,
  final: KubernetesManifest,
): OverlayPatches {
  const rules = mergeRulesOf(base);
  const profile = withoutReplacedLists(
    createPatch(base, unpinned, rules) ?? {},
    createPatch(unpinned, final, rules) ?? {},
    rules,
  );
  const patched = applyPatch(base, profile ?? {}, rules);
  const pin = createPatch(patched, final, rules);
  return {
    ...(profile && { profile: patchOf(base, profile) }),
    ...(pin && { pin: patchOf(base, pin) }),
  };
}

/** A patch names its object. */
export function patchOf(
  { apiVersion, kind, metadata }: KubernetesManifest,
  { metadata: changed, ...patch }: JsonMap,
): KubernetesManifest {
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name, ...(isMap(changed) && changed) },
    ...patch,
  };
}

/** A list that the pin writes as a whole need not be written by the profile before. */
function withoutReplacedLists(
  profile: JsonMap,
  pin: JsonMap,
  rules: MergeRules,
  path: readonly string[] = [],
): JsonMap | undefined {
  const entries = Object.entries(profile).flatMap(([key, value]) => {
    const other = pin[key];
    const inner = [...path, key];
    if (Array.isArray(value) && Array.isArray(other)) {
      return rules(inner) ? [[key, value]] : [];
    }
    if (!isMap(value) || !isMap(other)) return [[key, value]];
    const rest = withoutReplacedLists(value, other, rules, inner);
    return rest ? [[key, rest]] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
