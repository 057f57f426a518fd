import { ManifestError } from '../../ManifestError';

/** Name of the ConfigMap that holds KServe's settings. @public */
export const KSERVE_SETTINGS_NAME = 'inferenceservice-config';

/** Where KServe is installed where nobody says otherwise. @public */
export const KSERVE_DEFAULT_NAMESPACE = 'kserve';

/** Keys of the ConfigMap of which Waybill reads something; each holds JSON as text. @internal */
export const SETTING_KEYS = [
  'storageInitializer',
  'deploy',
  'ingress',
] as const;

/** @internal */
export type SettingKey = (typeof SETTING_KEYS)[number];

const MAX_TEXT_LENGTH = 65_536;

/**
 * One key of the ConfigMap.
 *
 * @returns `undefined` where the key is absent
 * @throws ManifestError `INVALID_VALUE` for what is not a JSON object
 * @internal
 */
export function readSetting(
  data: Readonly<Record<string, unknown>>,
  key: SettingKey,
): Readonly<Record<string, unknown>> | undefined {
  const text = Object.hasOwn(data, key) ? data[key] : undefined;
  if (text === undefined) return undefined;
  const parsed =
    typeof text === 'string' && text.length <= MAX_TEXT_LENGTH
      ? parseJson(text)
      : undefined;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ManifestError({
      code: 'INVALID_VALUE',
      field: `data.${key}`,
      message: `The key ${key} of the ConfigMap ${KSERVE_SETTINGS_NAME} is not a JSON object, and KServe cannot start with it: correct it by hand (comments and trailing commas are no JSON)`,
    });
  }
  return parsed as Readonly<Record<string, unknown>>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
