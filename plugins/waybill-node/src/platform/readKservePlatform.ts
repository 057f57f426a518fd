import {
  KSERVE_DEFAULT_NAMESPACE,
  KSERVE_SETTINGS_NAME,
  type LivePlatform,
} from '@waybill/backstage-plugin-waybill-common';
import type { ClusterConnection } from '../clusters';
import { ClusterHttp } from '../clusters/ClusterHttp';
import { collectionPath } from '../clusters/paths';
import {
  fieldOf,
  isRecord,
  readControllerVersion,
  readPrefixes,
  readRuntime,
} from './kserveJson';
import { PlatformReader, type PlatformGap } from './PlatformReader';

const KSERVE = { group: 'serving.kserve.io', version: 'v1alpha1' };
const CONTROLLER = 'kserve-controller-manager';

/** @public */
export interface KservePlatform extends LivePlatform {
  readonly gaps: readonly PlatformGap[];
}

/** @public */
export interface KservePlatformOptions {
  /** Namespace of KServe. Default `kserve`. */
  readonly kserveNamespace?: string;
  /** Namespace of the models, for the ServingRuntimes that it has of its own. */
  readonly namespace?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads how a cluster's KServe is set up: its settings, its version, the storage containers and runtimes that there are.
 * What is absent or may not be read is left out and named; the check then says what it would have to know.
 *
 * @throws what an abort throws, and {@link ClusterError} where the cluster cannot be reached at all
 * @public
 */
export async function readKservePlatform(
  cluster: ClusterConnection,
  options: KservePlatformOptions = {},
): Promise<KservePlatform> {
  const http = new ClusterHttp(cluster);
  try {
    return await readAll(new PlatformReader(http, options.signal), options);
  } finally {
    await http.close();
  }
}

async function readAll(
  reader: PlatformReader,
  {
    kserveNamespace = KSERVE_DEFAULT_NAMESPACE,
    namespace,
  }: KservePlatformOptions,
): Promise<KservePlatform> {
  // First, and not to be done without: a cluster that does not answer this answers nothing.
  const version = await reader.read('/version', 'version');
  const configMaps = collectionPath(
    { group: '', version: 'v1', plural: 'configmaps' },
    kserveNamespace,
  );
  const deployments = collectionPath(
    { group: 'apps', version: 'v1', plural: 'deployments' },
    kserveNamespace,
  );
  const [settings, controller, containers, clusterRuntimes, runtimes] =
    await Promise.all([
      reader.tryRead(`${configMaps}/${KSERVE_SETTINGS_NAME}`, {
        what: `ConfigMap ${KSERVE_SETTINGS_NAME}`,
      }),
      reader.tryRead(`${deployments}/${CONTROLLER}`, {
        what: `Deployment ${CONTROLLER}`,
      }),
      reader.tryList(
        collectionPath({ ...KSERVE, plural: 'clusterstoragecontainers' }),
        'ClusterStorageContainers',
      ),
      reader.tryList(
        collectionPath({ ...KSERVE, plural: 'clusterservingruntimes' }),
        'ClusterServingRuntimes',
      ),
      namespace === undefined
        ? []
        : reader.tryList(
            collectionPath({ ...KSERVE, plural: 'servingruntimes' }, namespace),
            'ServingRuntimes',
          ),
    ]);
  const kserveVersion = readControllerVersion(controller);
  const data = fieldOf(settings, 'data');
  const kubernetesVersion = fieldOf(version, 'gitVersion');
  return {
    ...(isRecord(data) && { settings: data }),
    ...(kserveVersion && { kserveVersion }),
    ...(typeof kubernetesVersion === 'string' && { kubernetesVersion }),
    ...(containers && { storagePrefixes: containers.flatMap(readPrefixes) }),
    ...(clusterRuntimes && {
      // A namespace's own runtime goes before the cluster's.
      runtimes: [...(runtimes ?? []), ...clusterRuntimes].flatMap(readRuntime),
    }),
    gaps: reader.gaps,
  };
}
