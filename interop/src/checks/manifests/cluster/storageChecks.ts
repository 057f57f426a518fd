import {
  buildClusterStorageContainer,
  buildKserveObjects,
  buildPlatformSettingsPatch,
  type InferenceServiceSpec,
  type ServingStorageScheme,
} from '@waybill/backstage-plugin-waybill-common';
import type { KubernetesManifest } from '../../../controlPlane';
import { waitUntil } from '../../../processes';
import { expect, expectEqual, type Check } from '../../check';
import {
  isTrue,
  kubectlOf,
  untilObject,
  type ClusterPlace,
} from './ClusterPlace';
import { digestOf } from './declaredModels';

const NAMESPACE = 'dev';
const KITOPS = `ghcr.io/kitops-ml/kitops-kserve@${digestOf('kitops')}`;

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
}

interface Pod {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly {
      readonly image?: { readonly reference?: string };
    }[];
  };
}

/** The real KServe makes pods for each way to a model, and turns away what it does not know. */
export function storageChecks(place: ClusterPlace): Check[] {
  return [
    {
      name: 'KServe runs a modelcar for oci://',
      run: async () => {
        const { image, pod } = await serve(place, 'way-oci', 'oci');
        expectEqual(imageOf(pod, 'modelcar'), image, 'the modelcar');
      },
    },
    {
      name: 'KServe mounts an image volume for oci+native://',
      run: async () => {
        const { image, pod } = await serve(place, 'way-native', 'oci+native');
        expectEqual(volumesOf(pod), [image], 'image volumes');
        expectEqual(imageOf(pod, 'modelcar'), undefined, 'the modelcar');
      },
    },
    {
      name: 'KServe 0.20 turns oci+fetch:// away until a storage container takes it, and then runs a modelcar',
      run: () => expectFetch(place),
    },
    {
      name: 'KServe unpacks a ModelKit for kit:// by our ClusterStorageContainer',
      run: async () => {
        await kubectlOf(place).apply([containerFor('kitops', ['modelkit'])]);
        const { image, pod } = await serve(place, 'way-kit', 'kit');
        const unpacker = pod.spec.initContainers?.find(
          ({ name }) => name === 'storage-initializer',
        );
        expectEqual(unpacker?.image, KITOPS, 'the unpacker');
        expectEqual(
          unpacker?.args,
          [`kit://${image}`, '/mnt/models'],
          'its arguments',
        );
      },
    },
    {
      name: 'KServe fetches a raw artifact for oci-artifact:// by our ClusterStorageContainer',
      run: async () => {
        await kubectlOf(place).apply([containerFor('artifacts', ['artifact'])]);
        const { image, pod } = await serve(place, 'way-raw', 'oci-artifact');
        expectEqual(
          pod.spec.initContainers?.map(({ args }) => args?.[0]),
          [`oci-artifact://${image}`],
          'what is fetched',
        );
      },
    },
    {
      name: 'KServe brings a model to a server of one’s own',
      run: async () => {
        const { image, pod } = await serve(place, 'way-own', 'oci', {
          modelFormat: undefined,
          container: {
            image: `registry.example.com/servers/own@${digestOf('own')}`,
          },
        });
        expectEqual(imageOf(pod, 'modelcar'), image, 'the modelcar');
      },
    },
    {
      name: 'oci:// means an image volume where the settings are patched so',
      run: () => expectNativeMode(place),
    },
  ];
}

function containerFor(
  name: string,
  formats: Parameters<typeof buildClusterStorageContainer>[0]['formats'],
) {
  return buildClusterStorageContainer({
    name,
    image: KITOPS,
    formats,
  }) as unknown as KubernetesManifest;
}

function objectsOf(
  { plane }: ClusterPlace,
  name: string,
  scheme: ServingStorageScheme,
  change: Partial<InferenceServiceSpec> = {},
) {
  const repository = `${plane.registry.host}/models/${name}`;
  const digest = digestOf(name);
  const objects = buildKserveObjects({
    name,
    serving: {
      kind: 'InferenceService',
      deploymentMode: 'Standard',
      modelFormat: { name: 'sklearn' },
      storage: { scheme },
      ...change,
    },
    profile: { replicas: { min: 1 }, autoscaling: { class: 'none' } },
    package: { repository, version: '1.0.0', digest },
  });
  return {
    image: `${repository}@${digest}`,
    objects: objects.map(object => ({
      ...object,
      metadata: { ...object.metadata, namespace: NAMESPACE },
    })) as KubernetesManifest[],
  };
}

/** Applies an InferenceService, waits until it is ready, and gives its pod. */
async function serve(
  place: ClusterPlace,
  name: string,
  scheme: ServingStorageScheme,
  change?: Partial<InferenceServiceSpec>,
): Promise<{ readonly image: string; readonly pod: Pod }> {
  const { image, objects } = objectsOf(place, name, scheme, change);
  await kubectlOf(place).apply(objects);
  await untilObject(
    place,
    { kind: 'InferenceService', name, namespace: NAMESPACE },
    'is ready',
    found => isTrue(found, 'Ready'),
  );
  const { items } = await kubectlOf(place).getJson<{ items: readonly Pod[] }>([
    'pod',
    '--namespace',
    NAMESPACE,
    '--selector',
    `serving.kserve.io/inferenceservice=${name}`,
  ]);
  expect(items.length > 0, `${name} has no pod`);
  return { image, pod: items[0] };
}

function imageOf({ spec }: Pod, name: string): string | undefined {
  return spec.containers.find(container => container.name === name)?.image;
}

function volumesOf({ spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ image }) => image?.reference ?? []);
}

async function expectFetch(place: ClusterPlace): Promise<void> {
  const name = 'way-fetch';
  const { image, objects } = objectsOf(place, name, 'oci+fetch');
  await kubectlOf(place).apply(objects);
  await waitUntil(
    async () => {
      const { stdout } = await kubectlOf(place).run([
        'get',
        'events',
        '--namespace',
        NAMESPACE,
        '--field-selector',
        `involvedObject.name=${name}`,
        '--output',
        'jsonpath={.items[*].message}',
      ]);
      return /StorageU?R?I? ?.*not supported/i.test(stdout) ? true : undefined;
    },
    {
      what: 'KServe to say that it does not know oci+fetch://',
      deadlineMs: 60_000,
      signal: place.signal,
    },
  );
  const container = containerFor('fetch', ['artifact']);
  await kubectlOf(place).apply([
    {
      ...container,
      spec: {
        ...(container.spec as object),
        supportedUriFormats: [{ prefix: 'oci+fetch://' }],
      },
    },
  ]);
  const { pod } = await serve(place, name, 'oci+fetch');
  expectEqual(imageOf(pod, 'modelcar'), image, 'the modelcar');
}

async function expectNativeMode(place: ClusterPlace): Promise<void> {
  const kubectl = kubectlOf(place);
  const { data } = await kubectl.getJson<{ data: Record<string, string> }>([
    'configmap',
    'inferenceservice-config',
    '--namespace',
    'kserve',
  ]);
  const patch = buildPlatformSettingsPatch(
    { settings: data, kserveVersion: place.tools.version('kserve-manager') },
    { schemes: ['oci'], ociModelMode: 'native' },
  );
  expect(patch !== undefined, 'there is nothing to change');
  await kubectl.run([
    'patch',
    'configmap',
    'inferenceservice-config',
    '--namespace',
    'kserve',
    '--type',
    'merge',
    '--patch',
    JSON.stringify({ data: patch.data }),
  ]);
  const { image, pod } = await serve(place, 'way-patched', 'oci');
  expectEqual(volumesOf(pod), [image], 'image volumes');
}
