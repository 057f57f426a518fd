import {
  checkCompatibility,
  STORAGE_MODE_TITLES,
  type StorageMode,
  storageModeOf,
} from '../../../artifact';
import {
  isBefore,
  isFrom,
  parseVersion,
} from '../../../artifact/compatibility/version';
import { ManifestError } from '../../ManifestError';
import { listRuntimeFindings } from './runtimeFindings';
import type { LivePlatform, PlatformFinding } from './PlatformFinding';
import type { PlatformDemands } from './PlatformDemands';
import {
  KSERVE_SETTINGS_NAME,
  readSetting,
  SETTING_KEYS,
  type SettingKey,
} from './platformSettings';

type Setting = Readonly<Record<string, unknown>>;
type Settings = Readonly<Partial<Record<SettingKey, Setting>>>;

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

function readSettings({ settings }: LivePlatform): {
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

function listVersionFindings({ kserveVersion }: LivePlatform) {
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

/** Switches that are there and do not do what they say. */
function listSwitchFindings(
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

function listModeWordFindings(
  { kserveVersion }: LivePlatform,
  { deploymentModes = [] }: PlatformDemands,
): PlatformFinding[] {
  return isBefore(parseVersion(kserveVersion), 0, 17) &&
    deploymentModes.length > 0
    ? [
        {
          code: 'MODE_NOT_KNOWN',
          verdict: 'works-with',
          subject: `the annotation deploymentMode ${deploymentModes.join(
            ', ',
          )}`,
          why: 'KServe calls its modes so from 0.17 on; an older one ignores the annotation and takes its default.',
          advice:
            'Upgrade KServe, or set deploy.defaultDeploymentMode to RawDeployment or Serverless.',
        },
      ]
    : [];
}

const MODE_WORDS: Readonly<Record<string, string>> = {
  RawDeployment: 'Standard',
  Serverless: 'Knative',
};

function listModeFindings(
  deploy: Setting | undefined,
  { defaultDeploymentMode: wanted }: PlatformDemands,
): PlatformFinding[] {
  if (!wanted) return [];
  const said = textOf(deploy?.defaultDeploymentMode) ?? 'Standard';
  const mode = MODE_WORDS[said] ?? said;
  return mode === wanted
    ? []
    : [
        finding(
          'DEFAULT_MODE_DIFFERS',
          'works-with',
          'deploy.defaultDeploymentMode',
          [
            `An InferenceService without the annotation is served in the mode ${mode.slice(
              0,
              40,
            )}, and ${wanted} is wanted. Those that Waybill writes have it.`,
            `Set defaultDeploymentMode to ${wanted}, or annotate every InferenceService.`,
          ],
        ),
      ];
}

function listCanaryFindings(
  ingress: Setting | undefined,
  { kserveVersion }: LivePlatform,
  { hasStandardCanary }: PlatformDemands,
): PlatformFinding[] {
  const version = parseVersion(kserveVersion);
  if (!hasStandardCanary) return [];
  if (isBefore(version, 0, 20)) {
    return [
      finding('CANARY_TOO_OLD', 'does-not-work', 'spec.canary', [
        'Canaries in Standard mode came with KServe 0.20.',
        'Upgrade KServe, or try versions in Knative mode.',
      ]),
    ];
  }
  const isWeighted =
    isFrom(version, 0, 21) && flagOf(ingress?.enableGatewayApi) === true;
  return isWeighted
    ? []
    : [
        finding(
          'CANARY_WITHOUT_WEIGHTS',
          'works-with',
          'ingress.enableGatewayApi',
          [
            'KServe makes the canary and gives it no share of the traffic: 0.20 sets no weights, and later versions do so in the routes of the Gateway API alone.',
            'Set enableGatewayApi to true and use a KServe after 0.20, or send requests to the canary by its own Service.',
          ],
        ),
      ];
}

function finding(
  code: PlatformFinding['code'],
  verdict: PlatformFinding['verdict'],
  place: string,
  [why, advice]: readonly [string, string],
): PlatformFinding {
  return {
    code,
    verdict,
    subject: place ? `${KSERVE_SETTINGS_NAME} ${place}` : 'KServe',
    why,
    advice,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
