import {
  checkPlatformSettings,
  KSERVE_RUNTIMES,
  type ServingRuntimeFacts,
} from '@waybill/backstage-plugin-waybill-common';
import { readKservePlatform } from '@waybill/backstage-plugin-waybill-node';
import { expectEqual, type Check } from '../../check';
import type { ClusterPlace } from './ClusterPlace';

/** What Waybill reads of a real cluster's KServe. */
export function platformChecks(place: ClusterPlace): Check[] {
  return [
    {
      name: 'the runtimes that Waybill knows are those that KServe ships',
      run: async () => {
        const { runtimes = [] } = await read(place);
        expectEqual(sorted(runtimes), sorted(KSERVE_RUNTIMES), 'runtimes');
      },
    },
    {
      name: 'what KServe ships is found ready for modelcars and image volumes, and not for kit://',
      run: async () => {
        const live = {
          ...(await read(place)),
          // The controller runs as a process here: there is no Deployment that says it.
          kserveVersion: place.tools.version('kserve-manager'),
        };
        const codes = (schemes: ('oci' | 'oci+native' | 'kit')[]) =>
          checkPlatformSettings(live, {
            schemes,
            formats: [{ format: { name: 'sklearn' } }],
          }).map(({ code }) => code);
        expectEqual(codes(['oci', 'oci+native']), [], 'images');
        expectEqual(codes(['kit']), ['KIT_CONTAINER_ABSENT'], 'ModelKits');
      },
    },
  ];
}

async function read({ plane, signal }: ClusterPlace) {
  const [{ name, url, adminToken, caData }] = plane.clusters;
  return await readKservePlatform(
    {
      name,
      url,
      token: adminToken,
      ca: Buffer.from(caData, 'base64').toString('utf8'),
      skipTlsVerify: false,
    },
    { namespace: 'dev', signal },
  );
}

function sorted(runtimes: readonly ServingRuntimeFacts[]) {
  return [...runtimes]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, formats, protocols, isMultiNode }) => ({
      name,
      formats: formats
        .map(format =>
          [
            format.name,
            format.version ?? '',
            format.priority ?? '',
            format.isAutoSelected === true,
          ].join(' '),
        )
        .sort(),
      protocols: [...(protocols ?? [])].sort(),
      isMultiNode: isMultiNode === true,
    }));
}
