import {
  isBefore,
  isFrom,
  parseVersion,
} from '../../../artifact/compatibility/version';
import { ManifestError } from '../../ManifestError';
import { finding, type Setting } from './finding';
import type { LivePlatform, PlatformFinding } from './PlatformFinding';
import { readSetting, SETTING_KEYS, type SettingKey } from './platformSettings';

/** @internal */
export type Settings = Readonly<Partial<Record<SettingKey, Setting>>>;

/** @internal */
export function readSettings({ settings }: LivePlatform): {
  readonly settings: Settings;
  readonly findings: readonly PlatformFinding[];
} {
  if (!settings) {
    return {
      settings: {},
      findings: [
        finding('SETTINGS_ABSENT', 'unknown', '', [
          'The settings of KServe could not be read, and what it does depends on them.',
          'Let the account read the ConfigMap in the namespace of KServe, or install KServe.',
        ]),
      ],
    };
  }
  const read: Partial<Record<SettingKey, Setting>> = {};
  const findings: PlatformFinding[] = [];
  for (const key of SETTING_KEYS) {
    try {
      read[key] = readSetting(settings, key);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      findings.push(
        finding('SETTINGS_MALFORMED', 'does-not-work', key, [
          error.message,
          'Correct it and restart the controller of KServe.',
        ]),
      );
    }
  }
  return { settings: read, findings };
}

/** @internal */
export function listVersionFindings({ kserveVersion }: LivePlatform) {
  return parseVersion(kserveVersion)
    ? []
    : [
        finding('KSERVE_NOT_RECOGNISED', 'unknown', '', [
          'Which version of KServe runs is not known, and its settings mean different things from version to version.',
          'Say it under waybill.environments[].platform.kserve.',
        ]),
      ];
}

const SWITCHES: Readonly<Record<string, 'boolean' | 'string' | 'number'>> = {
  enableModelcar: 'boolean',
  enableOciModelSupport: 'boolean',
  ociModelMode: 'string',
  uidModelcar: 'number',
};
const MODES = ['', 'modelcar', 'native', 'fetch'];

/** Switches that are there and do not do what they say. @internal */
export function listSwitchFindings(
  storage: Setting = {},
  { kserveVersion }: LivePlatform,
): PlatformFinding[] {
  const version = parseVersion(kserveVersion);
  const wrong = Object.entries(SWITCHES).filter(
    ([name, type]) =>
      storage[name] !== undefined &&
      storage[name] !== null &&
      typeof storage[name] !== type,
  );
  const findings = wrong.map(([name, type]) =>
    finding(
      'SETTING_OF_OTHER_TYPE',
      'does-not-work',
      `storageInitializer.${name}`,
      [
        `KServe reads a ${type} here, and does not understand anything else.`,
        `Write it as a ${type}, without quotes unless it is text.`,
      ],
    ),
  );
  const mode = storage.ociModelMode;
  if (typeof mode === 'string' && !MODES.includes(mode)) {
    findings.push(
      finding(
        'SETTING_NOT_KNOWN',
        'works-with',
        'storageInitializer.ociModelMode',
        [
          'KServe does not know this mode and takes it for modelcar.',
          'Write modelcar or native.',
        ],
      ),
    );
  }
  if (mode === 'fetch' && isFrom(version, 0, 20) && isBefore(version, 0, 21)) {
    findings.push(
      finding(
        'FETCH_IS_MODELCAR',
        'works-with',
        'storageInitializer.ociModelMode',
        [
          'KServe 0.20 has no fetch behind this word: it runs a modelcar.',
          'Write modelcar, so that nobody expects something else after an upgrade.',
        ],
      ),
    );
  }
  return [
    ...findings,
    ...['enableOciModelSupport', 'ociModelMode']
      .filter(name => isBefore(version, 0, 20) && storage[name] !== undefined)
      .map(name =>
        finding(
          'SETTING_NOT_READ',
          'works-with',
          `storageInitializer.${name}`,
          [
            'KServe reads this switch from 0.20 on.',
            'Use enableModelcar, or upgrade KServe.',
          ],
        ),
      ),
  ];
}
