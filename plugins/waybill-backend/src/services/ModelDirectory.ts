import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  getEntitySourceLocation,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_DEPLOY_PATH,
  ANNOTATION_REPOSITORY,
  MODEL_RESOURCE_TYPE,
  parseRepository,
  readTrustDemands,
  type TrustDemands,
} from '@waybill/backstage-plugin-waybill-common';
import { WaybillError } from '../errors';

/** What the catalog says of a model. */
export interface Model {
  readonly entityRef: string;
  /** `host/path` of its versions. */
  readonly repository: string;
  /** Folder of the model's Git repository as a URL with a slash at its end; absent where the entity has none. */
  readonly sourceUrl?: string;
  /** Folder below `sourceUrl` with what is deployed. */
  readonly deployPath: string;
  /** What the entity asks of signatures beyond the configuration; absent where it asks for nothing. */
  readonly demands?: TrustDemands;
}

/** Finds models in the catalog. */
export class ModelDirectory {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: { catalog: CatalogService; auth: AuthService }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  /**
   * One model, as the caller may see it.
   *
   * @throws WaybillError `MODEL_NOT_FOUND` where the entity is not there or hidden from the caller, `NOT_A_MODEL` where it
   * is no model or does not say where its versions are.
   */
  async getModel(
    entityRef: { kind: string; namespace: string; name: string },
    credentials: BackstageCredentials,
  ): Promise<Model> {
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity) {
      throw new WaybillError(
        'MODEL_NOT_FOUND',
        `There is no entity '${stringifyEntityRef(
          entityRef,
        )}' in the catalog, or you may not see it.`,
      );
    }
    return readModel(entity);
  }

  /** All models, with the backend's own rights. Entities that are no usable models are left out. */
  async listModels(): Promise<Model[]> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const { items } = await this.#catalog.getEntities(
      {
        filter: { kind: 'Resource', 'spec.type': MODEL_RESOURCE_TYPE },
        fields: [
          'apiVersion',
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.annotations',
          'spec.type',
        ],
      },
      { credentials },
    );
    return items.flatMap(entity => {
      try {
        return [readModel(entity)];
      } catch {
        return [];
      }
    });
  }
}

function readModel(entity: Entity): Model {
  const entityRef = stringifyEntityRef(entity);
  if (
    entity.kind.toLocaleLowerCase('en-US') !== 'resource' ||
    entity.spec?.type !== MODEL_RESOURCE_TYPE
  ) {
    throw new WaybillError(
      'NOT_A_MODEL',
      `'${entityRef}' is no model: a model is a Resource with spec.type '${MODEL_RESOURCE_TYPE}'.`,
    );
  }
  const { annotations = {} } = entity.metadata;
  const repository = annotations[ANNOTATION_REPOSITORY];
  if (!repository || !isRepository(repository)) {
    throw new WaybillError(
      'NOT_A_MODEL',
      `'${entityRef}' does not say where its versions are: set the annotation '${ANNOTATION_REPOSITORY}' to host/path of an OCI repository.`,
    );
  }
  const demands = readTrustDemands(annotations);
  return {
    entityRef,
    repository,
    ...(Object.keys(demands).length > 0 && { demands }),
    sourceUrl: sourceUrlOf(entity),
    deployPath: deployPathOf(annotations[ANNOTATION_DEPLOY_PATH]),
  };
}

function isRepository(text: string): boolean {
  try {
    parseRepository(text);
    return true;
  } catch {
    return false;
  }
}

function sourceUrlOf(entity: Entity): string | undefined {
  try {
    const { type, target } = getEntitySourceLocation(entity);
    if (type !== 'url') {
      return undefined;
    }
    // managed-by-location names the file itself, source-location its folder.
    return /\.ya?ml$/.test(target)
      ? target.slice(0, target.lastIndexOf('/') + 1)
      : `${target.replace(/\/+$/, '')}/`;
  } catch {
    return undefined;
  }
}

/** A path that climbs out of the model's repository is as good as none. */
function deployPathOf(annotation: string | undefined): string {
  const segments = (annotation ?? '').split('/').filter(Boolean);
  const isPlain =
    segments.length > 0 &&
    segments.every(
      segment => /^[\w.-]+$/.test(segment) && !/^\.+$/.test(segment),
    );
  return isPlain ? segments.join('/') : 'deploy';
}
