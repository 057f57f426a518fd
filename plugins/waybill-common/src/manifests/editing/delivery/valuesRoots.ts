import type { BuildContext } from '../kustomize/BuildContext';
import { readTrees } from '../kustomize/localFiles';
import type { RepositoryIndex } from '../repository/RepositoryIndex';
import {
  baseName,
  folderOf,
  foldersAround,
  joinPath,
} from '../repository/paths';
import { textIn } from '../tree/Tree';
import { type DeliveryRoot, wordsOfFolder } from './DeliveryRoot';
import { ValuesStack, valuesObject } from './helmValues';

/** Whether a file is values for a chart, and no object. @internal */
export function isValuesFile(index: RepositoryIndex, path: string): boolean {
  return (
    /values[^/]*\.ya?ml$/i.test(baseName(path)) &&
    index.readFile(path).trees.every(tree => !textIn(tree, 'kind'))
  );
}

/** Values that lie beside a chart, for one environment, without anybody in the repository who applies them. @internal */
export function valuesRoot(
  index: RepositoryIndex,
  path: string,
): DeliveryRoot | undefined {
  const folder = folderOf(path);
  const chart = chartNear(index, folder);
  const isChartsOwn = chart === folder && baseName(path) === 'values.yaml';
  if (isChartsOwn) return undefined;
  const [, suffix] = /^values[-.](.+)\.ya?ml$|/i.exec(baseName(path)) ?? [];
  const [, prefix] = /^(.+)[-.]values\.ya?ml$|/i.exec(baseName(path)) ?? [];
  return {
    title: path,
    place: { path, line: 1, document: 0 },
    folders: [],
    words: [
      ...[suffix, prefix].flatMap(text => (text ? [{ text, weight: 4 }] : [])),
      ...wordsOfFolder(folder),
    ],
    build: context => [buildValues(context, path, chart)],
  };
}

function buildValues(
  context: BuildContext,
  path: string,
  chart: string | undefined,
) {
  const values = new ValuesStack(context, { path, line: 1, document: 0 });
  if (chart !== undefined) values.addFile(joinPath(chart, 'values.yaml'));
  readTrees(context, path).forEach(tree => values.add(tree));
  return valuesObject(
    chart === undefined ? baseName(path) : baseName(chart) || 'chart',
    values.tree,
  );
}

/** The one chart in the folder, or in the nearest folder around it. */
function chartNear(index: RepositoryIndex, folder: string): string | undefined {
  const isChart = (path: string) => index.isFile(joinPath(path, 'Chart.yaml'));
  for (const around of [folder, ...foldersAround(folder)]) {
    if (isChart(around)) return around;
    const charts = index
      .childrenOf(around)
      .filter(child => index.isFolder(child) && isChart(child));
    if (charts.length > 0) return charts.length === 1 ? charts[0] : undefined;
  }
  return undefined;
}
