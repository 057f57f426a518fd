import { readSource } from '../repository/RepositoryIndex';
import { joinPath } from '../repository/paths';
import type { BuildContext } from '../kustomize/BuildContext';
import { readTrees } from '../kustomize/localFiles';
import { nameOf, type ObjectTree } from '../kustomize/ObjectTree';
import { mergeInto } from '../tree/mergeTrees';
import {
  entriesIn,
  itemsIn,
  leafAt,
  type MapTree,
  type Place,
  textIn,
  treeAt,
  type Tree,
} from '../tree/Tree';

/** Values for a chart, put over each other in Helm's order. @internal */
export class ValuesStack {
  readonly tree: MapTree;

  constructor(private readonly context: BuildContext, place: Place) {
    this.tree = { type: 'map', entries: new Map(), place };
  }

  add(values: Tree | undefined): void {
    if (values?.type === 'map') mergeInto(this.tree, values, 'replace');
  }

  addFile(path: string): void {
    if (this.context.index.isFile(path)) {
      readTrees(this.context, path).forEach(tree => this.add(tree));
    }
  }

  /** Values as a text within a field. */
  addText(text: Tree | undefined): void {
    const source = leafAt(text)?.embedded?.();
    if (!source) return;
    if ('code' in source) {
      this.context.blocking.push(source);
      return;
    }
    const { trees, refusal } = readSource(source);
    if (refusal) this.context.blocking.push(refusal);
    trees.forEach(tree => this.add(tree));
  }

  /** `--set a.b=c`. */
  addParameter(name: string, value: Tree): void {
    const keys = name.split('.').filter(Boolean);
    if (keys.length === 0 || keys.length > 20) return;
    const nested = keys.reduceRight<Tree>(
      (tree, key) => ({
        type: 'map',
        entries: new Map([[key, tree]]),
        place: this.tree.place,
      }),
      value,
    );
    this.add(nested);
  }
}

/** A chart's values as an object in which models can be found. @internal */
export function valuesObject(
  name: string,
  values: MapTree,
  namespace?: string,
): ObjectTree {
  return {
    tree: values,
    apiVersion: 'helm',
    kind: 'Values',
    names: [name],
    namespaces: namespace ? [namespace] : [],
    isPartial: false,
  };
}

/** The values of a HelmRelease among the objects that are applied with it. @internal */
export function valuesOfHelmRelease(
  context: BuildContext,
  release: ObjectTree,
  objects: readonly ObjectTree[],
): ObjectTree {
  const spec = treeAt(release.tree, 'spec');
  const values = new ValuesStack(context, release.tree.place);
  const chart = textIn(spec, 'chart', 'spec', 'chart') ?? '';
  if (textIn(spec, 'chart', 'spec', 'sourceRef', 'kind') === 'GitRepository') {
    values.addFile(joinPath(chart.replace(/^\.?\//, ''), 'values.yaml'));
  }
  for (const from of itemsIn(spec, 'valuesFrom')) {
    const key = textIn(from, 'valuesKey') ?? 'values.yaml';
    const found = objects.find(
      object =>
        object.kind === textIn(from, 'kind') &&
        object.kind === 'ConfigMap' &&
        nameOf(object) === textIn(from, 'name'),
    );
    const text = entriesIn(found?.tree, 'data').find(([name]) => name === key);
    const target = textIn(from, 'targetPath');
    if (!text) {
      context.miss(
        from,
        'SUBSTITUTED_VALUE',
        `Values come from the ${textIn(from, 'kind')} '${textIn(
          from,
          'name',
        )}', which is not applied with this release`,
      );
    } else if (target) values.addParameter(target, text[1]);
    else values.addText(text[1]);
  }
  values.add(treeAt(spec, 'values'));
  return valuesObject(
    nameOf(release),
    values.tree,
    textIn(spec, 'targetNamespace') ?? release.namespaces[0],
  );
}
