import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
  type LocationSpec,
} from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_REPOSITORY,
  MODEL_RESOURCE_TYPE,
  parseRepository,
} from '@waybill/backstage-plugin-waybill-common';

/**
 * Tells who registers or edits a model entity what keeps Waybill from following it. An entity that was good before
 * stays as it was, with the mistake shown on its page.
 */
export class ModelEntityProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'WaybillModelEntityProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    const mistake = findMistake(entity);
    if (mistake) {
      emit(processingResult.inputError(location, mistake));
    }
    return entity;
  }
}

function findMistake(entity: Entity): string | undefined {
  if (entity.kind !== 'Resource' || entity.spec?.type !== MODEL_RESOURCE_TYPE) {
    return undefined;
  }
  const repository = entity.metadata.annotations?.[ANNOTATION_REPOSITORY];
  // A model that is not packaged yet has no repository, which is no mistake.
  if (repository === undefined) {
    return undefined;
  }
  try {
    parseRepository(repository);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Annotation '${ANNOTATION_REPOSITORY}' of '${stringifyEntityRef(
      entity,
    )}' must name an OCI repository as host/path: ${reason}`;
  }
}
