import { isMap, isScalar, isSeq, type Document, type Node } from 'yaml';

/** A scalar that says which version an object runs. */
export interface PinnedField {
  readonly what: 'version' | 'digest';
  readonly kind: string;
  readonly name: string;
  /** As the YAML library takes it. */
  readonly path: readonly (string | number)[];
  /** As Kustomize takes it in `fieldPaths`. */
  readonly fieldPath: string;
}

const VERSION_ANNOTATION = 'waybill.dev/version';

interface Step {
  readonly path: readonly (string | number)[];
  readonly words: readonly string[];
}

/** Finds where a document says a digest behind an `@`, and the version in its annotation. */
export function findPinnedFields(
  document: Document,
  pin: { readonly version: string; readonly digest: string },
): PinnedField[] {
  const kind = document.get('kind');
  const name = document.getIn(['metadata', 'name']);
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  const found: PinnedField[] = [];
  const visit = (node: unknown, step: Step) => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const text = isScalar(key) ? String(key.value) : '';
        visit(value, {
          path: [...step.path, text],
          words: [...step.words, mapWord(text)],
        });
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) =>
        visit(item, {
          path: [...step.path, index],
          words: [...step.words, itemWord(item as Node, index)],
        }),
      );
    } else if (isScalar(node) && typeof node.value === 'string') {
      const what = whatOf(node.value, step, pin);
      if (what) {
        const { path } = step;
        found.push({ what, kind, name, path, fieldPath: step.words.join('.') });
      }
    }
  };
  visit(document.contents, { path: [], words: [] });
  return found;
}

function whatOf(
  text: string,
  { path }: Step,
  { version, digest }: { readonly version: string; readonly digest: string },
): PinnedField['what'] | undefined {
  if (text.endsWith(`@${digest}`) && text.split('@').length === 2) {
    return 'digest';
  }
  const isVersion =
    path[path.length - 1] === VERSION_ANNOTATION && text === version;
  return isVersion ? 'version' : undefined;
}

/** A dot parts steps for Kustomize, so a key that has one stands in brackets. */
function mapWord(key: string): string {
  return /[.[\]=]/.test(key) ? `[${key}]` : key;
}

function itemWord(item: Node, index: number): string {
  const name = isMap(item) ? item.get('name') : undefined;
  return typeof name === 'string' ? `[name=${name}]` : String(index);
}
