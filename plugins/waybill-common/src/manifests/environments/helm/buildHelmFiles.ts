import { stringify } from 'yaml';
import type { ModelDeclaration } from '../../declaration';
import { listCanaries } from '../../kserve/canaries';
import type { KubernetesManifest } from '../../kubernetes';
import { serializeManifests } from '../../serializeManifests';
import { buildServingObjects } from '../buildServingObjects';
import { fileStem, objectKey } from '../objectNames';
import { createPatch, type JsonMap, REPLACE_LISTS } from '../patches';
import { buildEnvironmentObjects } from '../renderEnvironment';
import type { RepositoryFile } from '../RepositoryFile';
import { buildChartFile, buildChartNotes } from './chartFiles';
import { camelCase, ChartValues } from './ChartValues';
import type { ChartVariant } from './ChartVariant';
import { type PinToken, PinTokens } from './pinTokens';
import { TemplateWriter } from './TemplateWriter';
import { buildValuesSchema } from './valuesSchema';

/** Where the values of an object are that not every environment has. */
const GROUPS: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'autoscaling',
  ScaledObject: 'eventAutoscaling',
  PodMonitor: 'monitoring',
  ServiceMonitor: 'monitoring',
  PodDisruptionBudget: 'disruptionBudget',
  Job: 'syntheticLoad',
};

/** `chart/` and the values of each environment, relative to the folder that is delivered. */
export function buildHelmFiles(
  declaration: ModelDeclaration,
): RepositoryFile[] {
  const variants = listVariants(declaration);
  const values = new ChartValues(variants.length);
  const tokens = new PinTokens(variants);
  const writer = new TemplateWriter(variants, values, tokens);
  setPins(tokens.model, variants, values);
  const templates = listObjects(variants).map(object =>
    writeTemplate(object, { declaration, variants, values, tokens, writer }),
  );
  const text = templates.map(({ content }) => content).join('');
  setPins(
    tokens.canaries.filter(({ expression }) => text.includes(expression)),
    variants,
    values,
  );
  return [
    ...chartFiles(declaration, values.of(0)),
    ...templates,
    ...declaration.environments.map((environment, index) => ({
      path: `environments/${environment.name}/values.yaml`,
      content: environmentValues(values.of(0), values.of(index + 1)),
    })),
  ];
}

function setPins(
  tokens: readonly PinToken[],
  variants: readonly ChartVariant[],
  values: ChartValues,
): void {
  for (const { valuePath, valueOf } of tokens) {
    variants.forEach((variant, index) =>
      // The chart itself runs no version: an environment says which.
      values.set(
        index,
        ...valuePath,
        index === 0 && valuePath[1] !== 'repository' ? '' : valueOf(variant),
      ),
    );
  }
}

function listVariants(declaration: ModelDeclaration): ChartVariant[] {
  const { name, serving, package: pinned, environments } = declaration;
  const chart = buildServingObjects({
    name,
    serving,
    profile: {},
    package: pinned,
  });
  return [
    { objects: byKey(chart), package: pinned, canaries: [] },
    ...environments.map(environment => ({
      objects: byKey(buildEnvironmentObjects(declaration, environment)),
      package: environment.package ?? pinned,
      canaries: listCanaries(environment.profile),
    })),
  ];
}

/** Each object once, in the order in which the environments have them. */
function listObjects(variants: readonly ChartVariant[]): KubernetesManifest[] {
  const all = new Map(variants.flatMap(({ objects }) => [...objects]));
  return [...all.values()];
}

interface Chart {
  readonly declaration: ModelDeclaration;
  readonly variants: readonly ChartVariant[];
  readonly values: ChartValues;
  readonly tokens: PinTokens;
  readonly writer: TemplateWriter;
}

function writeTemplate(
  object: KubernetesManifest,
  { declaration, variants, values, tokens, writer }: Chart,
): RepositoryFile {
  const key = objectKey(object);
  const versions = variants.map(variant => {
    const own = variant.objects.get(key);
    return own && (tokens.insert(inNamespace(own, tokens), variant) as JsonMap);
  });
  const isOptional = versions.includes(undefined);
  const group = groupOf(object, declaration, isOptional);
  if (isOptional) {
    versions.forEach((version, index) =>
      values.set(index, group, 'enabled', version !== undefined),
    );
  }
  const body = writer.write({ group, versions });
  const path = `chart/templates/${fileStem(object, declaration.name)}.yaml`;
  if (!isOptional) return { path, content: body };
  return {
    path,
    content: `{{- if .Values.${group}.enabled }}\n${body}{{- end }}\n`,
  };
}

function groupOf(
  object: KubernetesManifest,
  { name, serving }: ModelDeclaration,
  isOptional: boolean,
): string {
  const isMain = object.kind === serving.kind && object.metadata.name === name;
  if (isMain && !isOptional) return '';
  const rest = object.metadata.name.startsWith(`${name}-`)
    ? object.metadata.name.slice(name.length + 1)
    : '';
  const known = GROUPS[object.kind];
  if (known)
    return rest && object.kind !== 'Job' ? camelCase([known, rest]) : known;
  return rest
    ? camelCase([rest, ...(object.kind === serving.kind ? [] : [object.kind])])
    : camelCase([object.kind]);
}

function inNamespace(
  object: KubernetesManifest,
  { namespace }: PinTokens,
): KubernetesManifest {
  const { name, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: { name, namespace: namespace.token, ...metadata },
  };
}

function chartFiles(
  declaration: ModelDeclaration,
  defaults: JsonMap,
): RepositoryFile[] {
  return [
    {
      path: 'chart/Chart.yaml',
      content: serializeManifests(buildChartFile(declaration)),
    },
    {
      path: 'chart/values.yaml',
      content: `# What an environment wants different is in environments/<name>/values.yaml, and so is which version it runs.\n${valuesText(
        defaults,
      )}`,
    },
    {
      path: 'chart/values.schema.json',
      content: `${JSON.stringify(buildValuesSchema(defaults), null, 2)}\n`,
    },
    {
      path: 'chart/templates/NOTES.txt',
      content: buildChartNotes(declaration),
    },
  ];
}

/** Only what differs from the chart; the pin as a whole, so that one look and one edit are enough. */
function environmentValues(defaults: JsonMap, own: JsonMap): string {
  const { model, ...others } = own;
  const { model: _, ...rest } = defaults;
  return valuesText({
    ...(model !== undefined && { model }),
    ...createPatch(rest, others, REPLACE_LISTS),
  });
}

function valuesText(values: JsonMap): string {
  return stringify(values, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    compat: 'yaml-1.1',
  });
}

function byKey(
  objects: readonly KubernetesManifest[],
): Map<string, KubernetesManifest> {
  return new Map(objects.map(object => [objectKey(object), object]));
}
