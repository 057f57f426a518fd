import {
  buildImageAutomation,
  FLUX_NAMESPACE,
} from '@waybill/backstage-plugin-waybill-common';
import {
  HttpRegistryClient,
  planManifestsArtifact,
  pushPackage,
} from '@waybill/backstage-plugin-waybill-node';
import type { KubernetesManifest } from '../../../controlPlane';
import { expectEqual, type Check } from '../../check';
import { kubectlOf, untilObject, type ClusterPlace } from './ClusterPlace';

const MODEL = 'iris-watched';

/** The real image reflector decides by the generated policy. */
export function automationChecks(place: ClusterPlace): Check[] {
  return [
    {
      name: 'the image reflector takes the newest version in the range, by digest',
      run: async () => {
        for (const tag of [
          '0.9.0',
          '1.2.0',
          '1.10.0',
          '2.0.0',
          '1.11.0-rc.1',
        ]) {
          await push(place, tag);
        }
        const digest = await push(place, '1.9.0').then(() =>
          push(place, '1.10.1'),
        );
        await kubectlOf(place).apply(
          buildImageAutomation({
            name: MODEL,
            repository: `${place.plane.registry.host}/models/${MODEL}`,
            range: '1.x',
            isPlainHttp: true,
            interval: '5s',
          }) as KubernetesManifest[],
        );
        await expectLatest(place, '1.10.1', digest);
      },
    },
    {
      name: 'the image reflector takes a version that is pushed later',
      run: async () => {
        await expectLatest(place, '1.12.0', await push(place, '1.12.0'));
      },
    },
  ];
}

async function expectLatest(
  place: ClusterPlace,
  tag: string,
  digest: string,
): Promise<void> {
  const { status } = await untilObject(
    place,
    { kind: 'ImagePolicy', name: MODEL, namespace: FLUX_NAMESPACE },
    `takes ${tag}`,
    found =>
      (found.status?.latestRef as { tag?: string } | undefined)?.tag === tag,
  );
  expectEqual(
    (status?.latestRef as { digest?: string }).digest,
    digest,
    'the digest',
  );
}

/** Any package will do: the reflector reads tags and manifests. */
async function push({ plane }: ClusterPlace, tag: string): Promise<string> {
  const { host } = plane.registry;
  const { descriptor } = await pushPackage(
    new HttpRegistryClient([{ host, plainHttp: true }]),
    { host, path: `models/${MODEL}` },
    planManifestsArtifact([{ path: 'version', content: tag }]),
    { tag },
  );
  return descriptor.digest;
}
