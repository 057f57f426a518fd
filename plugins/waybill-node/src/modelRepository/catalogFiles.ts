import {
  buildCatalogInfo,
  LABEL_KUBERNETES_ID,
  serializeManifests,
  type ModelDeclaration,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import type { ModelRepositoryInput } from './ModelRepositoryInput';
import { oneLine } from './plainText';
import { describeApi } from './apiDefinition';
import { factsOf } from './variants';

const TECHDOCS_REF = 'backstage.io/techdocs-ref';

/**
 * The catalog entities: the model, and with code also what serves it and the API that it provides.
 *
 * @throws ManifestError `INVALID_OWNER`
 * @throws InvalidReferenceError
 */
export function buildCatalogFile(input: ModelRepositoryInput): RepositoryFile {
  const model = buildModelEntity(input);
  const others = input.variant ? buildServerEntities(input, model.spec) : [];
  return {
    path: 'catalog-info.yaml',
    content: serializeManifests(model, ...others),
  };
}

function buildModelEntity(input: ModelRepositoryInput) {
  const entity = buildCatalogInfo({
    name: input.declaration.name,
    title: input.title,
    description: input.description,
    owner: input.owner,
    system: input.system,
    repository: input.declaration.package.repository,
    tags: tagsOf(input),
  });
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: { ...entity.metadata.annotations, [TECHDOCS_REF]: 'dir:.' },
    },
  };
}

function buildServerEntities(
  input: ModelRepositoryInput,
  { owner, system }: { readonly owner?: unknown; readonly system?: unknown },
): object[] {
  const { name } = input.declaration;
  const title = oneLine(input.title ?? name);
  const shared = {
    lifecycle: 'production',
    owner,
    ...(system !== undefined && { system }),
  };
  const facts = factsOf(input.variant ?? 'empty');
  return [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: `${name}-server`,
        title: `${title}, server`,
        annotations: {
          [LABEL_KUBERNETES_ID]: name,
          'backstage.io/techdocs-entity': `resource:default/${name}`,
        },
      },
      spec: {
        type: 'model-server',
        ...shared,
        dependsOn: [`resource:default/${name}`],
        providesApis: [`${name}-api`],
      },
    },
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'API',
      metadata: { name: `${name}-api`, title: `${title}, predictions` },
      spec: {
        type: 'openapi',
        ...shared,
        definition: serializeManifests(describeApi(name, title, facts)),
      },
    },
  ];
}

function tagsOf({ declaration, variant }: ModelRepositoryInput): string[] {
  const format = formatNameOf(declaration);
  if (format) return [format];
  return variant && variant !== 'empty' ? [variant] : [];
}

/** What KServe calls the format, where it is told. */
export function formatNameOf({
  serving,
}: ModelDeclaration): string | undefined {
  return serving.kind === 'InferenceService'
    ? serving.modelFormat?.name
    : undefined;
}
