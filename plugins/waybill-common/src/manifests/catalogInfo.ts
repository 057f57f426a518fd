import { parseEntityRef, type ResourceEntity } from '@backstage/catalog-model';
import {
  ANNOTATION_REPOSITORY,
  MODEL_RESOURCE_TYPE,
} from '../model/annotations';
import {
  formatRepository,
  parseRepository,
  validateModelName,
} from '../reference';
import { LABEL_KUBERNETES_ID } from './kserve';
import { ManifestError } from './ManifestError';

/** @public */
export interface CatalogInfoInput {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** Entity reference; a bare name is a group. */
  readonly owner: string;
  readonly system?: string;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  readonly tags?: readonly string[];
}

/**
 * The catalog entity of a model.
 *
 * @throws ManifestError `INVALID_OWNER`
 * @throws InvalidReferenceError
 * @public
 */
export function buildCatalogInfo(input: CatalogInfoInput): ResourceEntity {
  const name = validateModelName(input.name);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      ...(input.title && { title: input.title }),
      ...(input.description && { description: input.description }),
      annotations: {
        [ANNOTATION_REPOSITORY]: formatRepository(
          parseRepository(input.repository),
        ),
        [LABEL_KUBERNETES_ID]: name,
      },
      ...(input.tags?.length && { tags: input.tags.map(toTag) }),
    },
    spec: {
      type: MODEL_RESOURCE_TYPE,
      owner: checkOwner(input.owner),
      ...(input.system && { system: input.system }),
    },
  };
}

function toTag(text: string): string {
  return text.toLocaleLowerCase('en-US').replace(/[^a-z0-9+#:.-]+/g, '-');
}

const REF_PART = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

function checkOwner(owner: string): string {
  const parts = parseOwner(owner);
  if (!parts?.every(part => REF_PART.test(part))) {
    throw new ManifestError({
      code: 'INVALID_OWNER',
      message: `'${owner.slice(
        0,
        80,
      )}' is no owner of a model: give an entity reference such as group:default/ml-team`,
    });
  }
  return owner;
}

function parseOwner(owner: string): string[] | undefined {
  try {
    return Object.values(parseEntityRef(owner, { defaultKind: 'group' }));
  } catch {
    return undefined;
  }
}
