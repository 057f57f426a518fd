import {
  checkCompatibility,
  STORAGE_MODE_TITLES,
  type StorageMode,
  storageModeOf,
} from '../../../artifact';
import { finding, flagOf, type Setting, textOf } from './finding';
import {
  listCanaryFindings,
  listModeFindings,
  listModeWordFindings,
} from './modeFindings';
import type { PlatformDemands } from './PlatformDemands';
import type { LivePlatform, PlatformFinding } from './PlatformFinding';
import { listRuntimeFindings } from './runtimeFindings';
import {
  listSwitchFindings,
  listVersionFindings,
  readSettings,
} from './settingFindings';

/**
 * Whether a live cluster's KServe does what models ask of it, across its versions. Only what is worth saying is said: a
 * cluster that is ready gives nothing. Never throws, whatever the cluster says.
 *
 * @public
 */
export function checkPlatformSettings(
  live: LivePlatform,
  demands: PlatformDemands,
): PlatformFinding[] {
  const { settings, findings } = readSettings(live);
  return [
    ...findings,
    ...listVersionFindings(live),
    ...listSwitchFindings(settings.storageInitializer, live),
    ...listStorageFindings(settings.storageInitializer, live, demands),
    ...listModeWordFindings(live, demands),
    ...listModeFindings(settings.deploy, demands),
    ...listCanaryFindings(settings.ingress, live, demands),
    ...listRuntimeFindings(live, demands),
  ];
}

/** What the compatibility rules say of the schemes, told what the cluster really has. */
function listStorageFindings(
  storage: Setting = {},
  live: LivePlatform,
  { schemes, ociModelMode: wanted }: PlatformDemands,
): PlatformFinding[] {
  const ociModelMode = textOf(storage.ociModelMode);
  const modes = schemes
    .filter(scheme => scheme !== 'uri')
    .flatMap(scheme => storageModeOf(`${scheme}://`, { ociModelMode }) ?? []);
  const { findings } = checkCompatibility({
    package: { format: 'modelcar' },
    storageModes: [...new Set<StorageMode>(modes)],
    cluster: { kubernetesVersion: live.kubernetesVersion },
    kserve: {
      version: live.kserveVersion,
      enableModelcar: flagOf(storage.enableModelcar),
      enableOciModelSupport: flagOf(storage.enableOciModelSupport),
      ociModelMode,
      storagePrefixes: live.storagePrefixes,
    },
  });
  return [
    ...findings
      .filter(
        ({ dimension, verdict }) =>
          (dimension === 'kserve' || dimension === 'kubernetes') &&
          verdict !== 'works',
      )
      .map(({ code, verdict, subject, why, advice, storageMode }) => ({
        code,
        verdict,
        subject: storageMode
          ? `${subject}, ${STORAGE_MODE_TITLES[storageMode]}`
          : subject,
        why,
        advice,
      })),
    ...(wanted &&
    schemes.includes('oci') &&
    (ociModelMode || 'modelcar') !== wanted
      ? [
          finding(
            'SETTING_NOT_KNOWN',
            'works-with',
            'storageInitializer.ociModelMode',
            [
              `oci:// means ${
                ociModelMode || 'modelcar'
              } in this cluster, and ${wanted} is wanted.`,
              `Set ociModelMode to ${wanted}.`,
            ],
          ),
        ]
      : []),
  ];
}
