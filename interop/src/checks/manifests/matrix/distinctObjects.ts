import { createHash } from 'node:crypto';
import type { KubernetesManifest } from '../../../controlPlane';

/** JSON with the keys of every map in order: the same object gives the same text, whoever wrote it. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value) ?? 'null';
  }
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${entries.join(',')}}`;
}

/** Objects of many combinations, each kept once with the first combination that has it. */
export class DistinctObjects {
  readonly #known = new Map<
    string,
    { readonly object: KubernetesManifest; readonly from: string }
  >();
  #total = 0;

  add(objects: readonly KubernetesManifest[], from: string): void {
    for (const object of objects) {
      this.#total += 1;
      const hash = createHash('sha256')
        .update(canonicalJson(object))
        .digest('hex');
      if (!this.#known.has(hash)) this.#known.set(hash, { object, from });
    }
  }

  /** How many there were, equal ones counted as often as they came. */
  get total(): number {
    return this.#total;
  }

  list(): { readonly object: KubernetesManifest; readonly from: string }[] {
    return [...this.#known.values()];
  }
}
