import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { ModelEntityProcessor } from './processor/ModelEntityProcessor';

/**
 * Checks model entities when the catalog processes them.
 *
 * @public
 */
export const catalogModuleWaybill = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'waybill',
  register(env) {
    env.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addProcessor(new ModelEntityProcessor());
      },
    });
  },
});
