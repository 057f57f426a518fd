import {
  PROFILE_PRESETS,
  type ModelDeclaration,
} from '@waybill/backstage-plugin-waybill-common';
import { DIGEST, REPOSITORY } from './goldenObjects';

/** A model in three environments. */
export function aDeclaration(
  part: Partial<ModelDeclaration> = {},
): ModelDeclaration {
  return {
    name: 'iris',
    package: { repository: REPOSITORY, version: '1.0.0', digest: DIGEST },
    serving: {
      kind: 'InferenceService',
      deploymentMode: 'Standard',
      modelFormat: { name: 'sklearn' },
      storage: { scheme: 'oci' },
    },
    environments: (['dev', 'staging', 'production'] as const).map(name => ({
      name,
      namespace: `models-${name}`,
      profile: PROFILE_PRESETS[name],
    })),
    form: 'kustomize',
    ...part,
  };
}
