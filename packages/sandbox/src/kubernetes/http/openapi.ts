import type { GroupVersion, KindCatalog, KindDefinition } from '../kinds';
import { servedVersions } from './discovery';

/** Minimal but valid documents: every kind is an open object, so that clients leave validation to the server. */

const info = { title: 'Waybill sandbox', version: 'v1' };
const preserve = { 'x-kubernetes-preserve-unknown-fields': true };

// Strategic merge is left out on purpose: without list keys in the schema kubectl must take those of its own types.
const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
];

const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map(
  name => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  }),
);

function rootOf({
  group,
  version,
}: Pick<GroupVersion, 'group' | 'version'>): string {
  return group ? `apis/${group}/${version}` : `api/${version}`;
}

/** `/openapi/v3`: where the document of each group and version is. */
export function openApiV3Index(kinds: KindCatalog): unknown {
  const entries = servedVersions(kinds).map(entry => {
    const root = rootOf(entry);
    return [
      root,
      { serverRelativeURL: `/openapi/v3/${root}?hash=${entry.kinds.length}` },
    ];
  });
  return { paths: Object.fromEntries(entries) };
}

/** `/openapi/v3/<root>`; undefined when it is not served. */
export function openApiV3Document(kinds: KindCatalog, root: string): unknown {
  const found = servedVersions(kinds).find(entry => rootOf(entry) === root);
  if (!found) return undefined;
  return {
    openapi: '3.0.0',
    info,
    paths: Object.assign({}, ...found.kinds.map(kind => pathsOf(found, kind))),
    components: {
      schemas: Object.fromEntries(
        found.kinds.map(kind => schemaOf(found, kind)),
      ),
    },
  };
}

function schemaName(
  { group, version }: GroupVersion,
  kind: KindDefinition,
): string {
  const reversed = (group || 'core').split('.').reverse().join('.');
  return `${reversed}.${version}.${kind.kind}`;
}

function schemaOf(
  entry: GroupVersion,
  kind: KindDefinition,
): [string, unknown] {
  const open = { type: 'object', ...preserve };
  const schema = {
    description: `${kind.kind} as the sandbox serves it: its fields are not described here.`,
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: open,
      spec: open,
      status: open,
    },
    ...preserve,
    'x-kubernetes-group-version-kind': [
      { group: entry.group, version: entry.version, kind: kind.kind },
    ],
  };
  return [schemaName(entry, kind), schema];
}

function pathsOf(
  entry: GroupVersion,
  kind: KindDefinition,
): Record<string, unknown> {
  const collection = `/${rootOf(entry)}${
    kind.namespaced ? '/namespaces/{namespace}' : ''
  }/${kind.plural}`;
  const schema = { $ref: `#/components/schemas/${schemaName(entry, kind)}` };
  const pathParameter = (name: string) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  });
  const gvk = {
    'x-kubernetes-group-version-kind': {
      group: entry.group,
      version: entry.version,
      kind: kind.kind,
    },
  };
  const operation = (
    action: string,
    parameters: unknown[],
    contentTypes: string[] = [],
  ) => ({
    operationId: `${action}${kind.kind}`,
    parameters,
    ...(contentTypes.length > 0 && {
      requestBody: {
        content: Object.fromEntries(
          contentTypes.map(type => [type, { schema }]),
        ),
      },
    }),
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema } } },
    },
    'x-kubernetes-action': action,
    ...gvk,
  });
  const namespaceParameters = kind.namespaced
    ? [pathParameter('namespace')]
    : [];
  const json = ['application/json'];
  return {
    [collection]: {
      parameters: namespaceParameters,
      get: operation('list', []),
      post: operation('post', writeParameters, json),
    },
    [`${collection}/{name}`]: {
      parameters: [...namespaceParameters, pathParameter('name')],
      get: operation('get', []),
      put: operation('put', writeParameters, json),
      patch: operation(
        'patch',
        [
          ...writeParameters,
          { name: 'force', in: 'query', schema: { type: 'boolean' } },
        ],
        patchTypes,
      ),
      delete: operation('delete', writeParameters.slice(0, 1)),
    },
  };
}

/** `/openapi/v2` as JSON: no definitions, since clients of today read v3. */
export function openApiV2(): unknown {
  return { swagger: '2.0', info, paths: {}, definitions: {} };
}

/** The same in protobuf, which client-go insists on: `Document {swagger = 1, info = 2 {title = 1, version = 2}}`. */
export function openApiV2Protobuf(): Buffer {
  const field = (number: number, value: Buffer) =>
    Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value]);
  const text = (number: number, value: string) =>
    field(number, Buffer.from(value));
  return Buffer.concat([
    text(1, '2.0'),
    field(2, Buffer.concat([text(1, info.title), text(2, info.version)])),
  ]);
}
