import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { waybillPermissions } from '@waybill/backstage-plugin-waybill-common';
import { createRouter } from './router';
import {
  clusterReadersServiceRef,
  contentsReaderServiceRef,
  packageReaderServiceRef,
  trustReaderServiceRef,
} from './services/serviceRefs';
import { createWaybillServices } from './services/WaybillServices';

const EXPIRY_MINUTES = 10;

/**
 * HTTP API of Waybill, and the observers behind it.
 *
 * @public
 */
export const waybillPlugin = createBackendPlugin({
  pluginId: 'waybill',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        clusterReaders: clusterReadersServiceRef,
        config: coreServices.rootConfig,
        contentsReader: contentsReaderServiceRef,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        packages: packageReaderServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        trustReader: trustReaderServiceRef,
        urlReader: coreServices.urlReader,
      },
      async init(deps) {
        const stop = new AbortController();
        const { services, run } = await createWaybillServices(
          deps,
          stop.signal,
        );
        deps.permissionsRegistry.addPermissions(waybillPermissions);
        deps.httpRouter.use(createRouter({ ...deps, services }));
        deps.httpRouter.addAuthPolicy({
          path: '/health',
          allow: 'unauthenticated',
        });

        let running = Promise.resolve();
        deps.lifecycle.addStartupHook(() => {
          running = run().catch(error => {
            deps.logger.error('Waybill stopped observing', error);
          });
        });
        deps.lifecycle.addShutdownHook(async () => {
          stop.abort();
          await running;
        });

        // Local: uploads lie on this replica's disk where no folder is shared.
        await deps.scheduler.scheduleTask({
          id: 'waybill-remove-expired-uploads',
          scope: 'local',
          frequency: { minutes: EXPIRY_MINUTES },
          timeout: { minutes: EXPIRY_MINUTES },
          fn: async () => {
            const count = await services.uploads.removeExpired();
            if (count > 0) {
              deps.logger.info(`Removed ${count} expired uploads`);
            }
          },
        });
      },
    });
  },
});
