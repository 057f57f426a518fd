import type { Config } from '@backstage/config';
import {
  clustersFromConfig,
  readKservePlatform,
} from '@waybill/backstage-plugin-waybill-node';
import type { EnvironmentPlatforms } from './dependencies';
import { ShipError } from './ShipError';

/** Reads KServe in the clusters of the configuration, with the accounts that the portal has there. */
export function createEnvironmentPlatforms(
  config: Config,
): EnvironmentPlatforms {
  return {
    async read({ name, namespace }, { signal }) {
      const environment = config
        .getConfigArray('waybill.environments')
        .find(candidate => candidate.getString('name') === name);
      const clusterName = environment?.getOptionalString('cluster');
      const cluster = clustersFromConfig(config).find(
        candidate => candidate.name === clusterName,
      );
      if (!cluster) {
        throw new ShipError({
          code: 'INVALID_SETTINGS',
          message: `The cluster of the environment '${name}' cannot be read: name one of kubernetes.clusterLocatorMethods under waybill.environments[].cluster`,
        });
      }
      return await readKservePlatform(cluster, {
        namespace,
        kserveNamespace: environment?.getOptionalString(
          'platform.kserveNamespace',
        ),
        signal,
      });
    },
  };
}
