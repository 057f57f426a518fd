import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  createScmClient,
  HttpRegistryClient,
  policiesFromConfig,
} from '@waybill/backstage-plugin-waybill-node';
import { createActions } from './createActions';
import { createEnvironmentPlatforms } from './environmentPlatforms';
import { MemoryDigestCache } from './packages/MemoryDigestCache';
import { createSigningTools } from './signingTools';
import { readSettings } from './settings';
import { createModelImports, createModelSources } from './sources';

/**
 * Adds the actions of Waybill to the scaffolder.
 *
 * @public
 */
export const scaffolderModuleWaybill = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'waybill',
  register({ registerInit }) {
    registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        config: coreServices.rootConfig,
        urlReader: coreServices.urlReader,
        discovery: coreServices.discovery,
        auth: coreServices.auth,
      },
      async init({ actions, config, urlReader, discovery, auth }) {
        const client = HttpRegistryClient.fromConfig(config);
        const integrations = ScmIntegrations.fromConfig(config);
        actions.addActions(
          ...createActions({
            settings: readSettings(config),
            client,
            digestCache: new MemoryDigestCache(),
            signing: createSigningTools({
              client,
              config,
              now: () => new Date(),
            }),
            trustPolicies: () => policiesFromConfig(config),
            sources: createModelSources({ urlReader, discovery, auth }),
            imports: createModelImports({ config, client, urlReader }),
            platforms: createEnvironmentPlatforms(config),
            scm: host => createScmClient(integrations, host),
            now: () => performance.now(),
          }),
        );
      },
    });
  },
});
