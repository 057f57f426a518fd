import { isMap } from '../patches';

/** Steps of a path that say nothing to somebody who reads values. */
const PLAIN_STEPS = new Set([
  'spec',
  'predictor',
  'model',
  'template',
  'metadata',
  'annotations',
  'labels',
  'containers',
]);

type ValueTree = Record<string, unknown>;

/** The values of each variant of a chart, collected while its templates are written. */
export class ChartValues {
  private readonly trees: ValueTree[];
  private readonly names = new Map<string, string>();

  constructor(variantCount: number) {
    this.trees = Array.from({ length: variantCount }, () => ({}));
  }

  /**
   * Gives a field of an object its place in the values.
   *
   * @param values - by variant; absent where the field is
   * @returns the template expression, `.Values.resources`
   */
  add(
    group: string,
    path: readonly string[],
    values: readonly unknown[],
  ): string {
    const key = this.freeName(group, path);
    values.forEach((value, variant) => this.set(variant, group, key, value));
    return this.expression(group, key);
  }

  set(variant: number, group: string, key: string, value: unknown): void {
    if (value === undefined) return;
    const tree = this.trees[variant];
    if (group === '') {
      tree[key] = value;
      return;
    }
    const inner = isMap(tree[group]) ? tree[group] : {};
    tree[group] = { ...inner, [key]: value };
  }

  of(variant: number): Readonly<ValueTree> {
    return this.trees[variant];
  }

  private expression(group: string, key: string): string {
    return group === '' ? `.Values.${key}` : `.Values.${group}.${key}`;
  }

  /** As Kubernetes calls the field; with what stands before it where that is taken. */
  private freeName(group: string, path: readonly string[]): string {
    const steps = path
      .map(step => step.replace(/^.*\//, ''))
      .filter(step => !PLAIN_STEPS.has(step));
    const words = steps.length > 0 ? steps : [...path];
    const id = path.join('\n');
    for (let count = 1; ; count += 1) {
      const suffix = count > words.length ? String(count) : '';
      const name = `${camelCase(words.slice(-count))}${suffix}`;
      const owner = this.names.get(`${group}.${name}`);
      if (owner === undefined || owner === id) {
        this.names.set(`${group}.${name}`, id);
        return name;
      }
    }
  }
}

export function camelCase(words: readonly string[]): string {
  const parts = words.flatMap(word =>
    word.split(/[^A-Za-z0-9]+/).filter(part => part !== ''),
  );
  const [first = 'value', ...others] = parts;
  const name = [
    lowerFirst(first),
    ...others.map(
      part => part.charAt(0).toLocaleUpperCase('en-US') + part.slice(1),
    ),
  ].join('');
  return /^[0-9]/.test(name) ? `value${name}` : name;
}

/** `PDB` as `pdb`, `HTTPRoute` as `httpRoute`. */
function lowerFirst(word: string): string {
  return word.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, head =>
    head.toLocaleLowerCase('en-US'),
  );
}
