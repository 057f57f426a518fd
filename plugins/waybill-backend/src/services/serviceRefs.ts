import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  KubernetesClusterReader,
  type ClusterReader,
} from '@waybill/backstage-plugin-waybill-node';
import { readWaybillOptions } from '../config';
import type { ContentsReader } from '../contents/ContentsReader';
import { RegistryContentsReader } from '../contents/RegistryContentsReader';
import { RegistryTrustReader } from '../trust/RegistryTrustReader';
import type { TrustReader } from '../trust/TrustReader';
import type { PackageReader } from '../versions/PackageReader';
import { RegistryPackageReader } from '../versions/RegistryPackageReader';

/** Readers of the clusters that the environments name. */
export const clusterReadersServiceRef = createServiceRef<
  readonly ClusterReader[]
>({
  id: 'waybill.cluster-readers',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
      },
      factory({ config, lifecycle }) {
        const readers = readWaybillOptions(config).clusters.map(connection =>
          KubernetesClusterReader.create(connection),
        );
        lifecycle.addShutdownHook(async () => {
          await Promise.all(readers.map(reader => reader.close()));
        });
        return readers;
      },
    }),
});

/** Reader of the registries that models are in. */
export const packageReaderServiceRef = createServiceRef<PackageReader>({
  id: 'waybill.package-reader',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory({ config }) {
        return RegistryPackageReader.fromConfig(config);
      },
    }),
});

/** Reader of what is inside packages. */
export const contentsReaderServiceRef = createServiceRef<ContentsReader>({
  id: 'waybill.contents-reader',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory({ config }) {
        return RegistryContentsReader.fromConfig(config);
      },
    }),
});

/** Reader of attestations, and of what clusters would admit. */
export const trustReaderServiceRef = createServiceRef<TrustReader>({
  id: 'waybill.trust-reader',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory({ config }) {
        return RegistryTrustReader.fromConfig(config);
      },
    }),
});
