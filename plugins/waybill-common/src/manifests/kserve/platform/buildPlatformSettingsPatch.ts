import {
  isBefore,
  isFrom,
  parseVersion,
  type Version,
} from '../../../artifact/compatibility/version';
import type { ManifestMetadata } from '../../kubernetes';
import { checkKubernetesName } from '../../kubernetesNames';
import { ManifestError } from '../../ManifestError';
import type { PlatformDemands } from './PlatformDemands';
import {
  KSERVE_DEFAULT_NAMESPACE,
  KSERVE_SETTINGS_NAME,
  readSetting,
  type SettingKey,
} from './platformSettings';

/** The keys of KServe's ConfigMap that have to change, to be merged into the live one. @public */
export interface PlatformSettingsPatch {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap';
  readonly metadata: ManifestMetadata;
  readonly data: Readonly<Record<string, string>>;
}

/** @public */
export interface PlatformSettingsInput {
  /** `data` of the live ConfigMap: a key is one text, and what else it holds has to be kept. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** `v0.20.0` */
  readonly kserveVersion: string;
  /** Default `kserve`. */
  readonly namespace?: string;
}

type Changes = Readonly<Record<string, unknown>>;

/**
 * What KServe's settings have to say so that it does what is asked of it. Only what differs is changed, and by the
 * switch that the version reads: `enableModelcar` up to 0.19, `enableOciModelSupport` and `ociModelMode` from 0.20.
 *
 * @returns `undefined` where nothing has to change
 * @throws ManifestError `INVALID_VALUE` for a version or a ConfigMap that cannot be read, `CONFLICT` for what the version
 * cannot be told
 * @public
 */
export function buildPlatformSettingsPatch(
  { settings, kserveVersion, namespace }: PlatformSettingsInput,
  demands: PlatformDemands,
): PlatformSettingsPatch | undefined {
  const version = parseVersion(kserveVersion);
  if (!version) {
    throw new ManifestError({
      code: 'INVALID_VALUE',
      field: 'kserveVersion',
      message:
        'Say the version of KServe, such as v0.20.0: its switches depend on it',
    });
  }
  const data = {
    ...changed(settings, 'storageInitializer', current =>
      storageChanges(current, version, demands),
    ),
    ...changed(settings, 'deploy', current =>
      modeChanges(current, version, demands),
    ),
  };
  if (Object.keys(data).length === 0) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: KSERVE_SETTINGS_NAME,
      namespace: checkKubernetesName(namespace ?? KSERVE_DEFAULT_NAMESPACE),
    },
    data,
  };
}

function storageChanges(
  current: Changes,
  version: Version,
  { schemes, ociModelMode }: PlatformDemands,
): Changes {
  const isNative = schemes.includes('oci+native') || ociModelMode === 'native';
  if (isNative && isBefore(version, 0, 20)) {
    throw new ManifestError({
      code: 'CONFLICT',
      field: 'kserveVersion',
      message:
        'KServe mounts images as volumes from 0.20 on: upgrade it, or serve modelcars by oci://',
    });
  }
  if (!isNative && !schemes.includes('oci')) return {};
  if (isBefore(version, 0, 20)) {
    return current.enableModelcar === true ? {} : { enableModelcar: true };
  }
  const isOn =
    Boolean(current.ociModelMode) ||
    current.enableModelcar === true ||
    current.enableOciModelSupport === true;
  const mode = current.ociModelMode || 'modelcar';
  return {
    ...(!isOn && { enableOciModelSupport: true }),
    ...(ociModelMode && ociModelMode !== mode && { ociModelMode }),
  };
}

/** The words changed with 0.17, which understands the older ones still. */
const OLDER_WORDS: Readonly<Record<string, string>> = {
  Standard: 'RawDeployment',
  Knative: 'Serverless',
};

function modeChanges(
  current: Changes,
  version: Version,
  { defaultDeploymentMode: wanted }: PlatformDemands,
): Changes {
  if (!wanted) return {};
  const isSame =
    current.defaultDeploymentMode === wanted ||
    current.defaultDeploymentMode === OLDER_WORDS[wanted];
  return isSame
    ? {}
    : {
        defaultDeploymentMode: isFrom(version, 0, 17)
          ? wanted
          : OLDER_WORDS[wanted],
      };
}

/** The text of a key with some fields set, and everything else as it was, also how it is indented. */
function changed(
  settings: Readonly<Record<string, unknown>>,
  key: SettingKey,
  changesOf: (current: Changes) => Changes,
): Record<string, string> {
  const current = readSetting(settings, key) ?? {};
  const changes = changesOf(current);
  if (Object.keys(changes).length === 0) return {};
  const text = String(settings[key] ?? '');
  const indent = /^\s*\{\s*?\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  return { [key]: JSON.stringify({ ...current, ...changes }, null, indent) };
}
