import {
  bestStorageMode,
  checkCompatibility,
  type CompatibilityFinding,
  type CompatibilityReport,
  STORAGE_MODE_TITLES,
  type StorageMode,
  type StorageScheme,
} from '@waybill/backstage-plugin-waybill-common';
import {
  requireEnvironment,
  requireRegistry,
  type WaybillSettings,
} from '../settings';
import { ShipError } from '../ShipError';
import type { PackageSpec } from './packageSpec';

/** What of the check an action's input names. */
export interface ServingInput {
  /** How it is to be served; what serves this format best where absent. */
  readonly storage?: StorageScheme;
  /** Name of the environment where; what holds for all where absent. */
  readonly environment?: string;
}

export const MODE_OF_SCHEME: Readonly<Record<StorageScheme, StorageMode>> = {
  oci: 'modelcar',
  'oci+native': 'image-volume',
  'oci+fetch': 'fetch',
  kit: 'kit',
  'oci-artifact': 'storage-container',
};

/** The scheme by which a format is served where nobody chose one. */
export function defaultScheme(format: PackageSpec['format']): StorageScheme {
  return format === 'modelcar' ? 'oci' : 'kit';
}

const WORDS = {
  works: 'works',
  'works-with': 'needs something',
  'does-not-work': 'will not do',
  unknown: 'is not known to work',
} as const;

/**
 * Lines to warn with; nothing where there is nothing to say.
 *
 * @throws ShipError `NOT_SERVABLE` where the chosen way, or every way, is known to fail
 */
export function judgePackage(
  spec: PackageSpec,
  input: ServingInput,
  where: { readonly settings: WaybillSettings; readonly host: string },
): string[] {
  const report = check(spec, input, where);
  const chosen = input.storage && MODE_OF_SCHEME[input.storage];
  const isPossible = report.storage.some(mode => mode.isPossible);
  if (!isPossible) throw notServable(spec, report, chosen);
  const shown = chosen ?? MODE_OF_SCHEME[defaultScheme(spec.format)];
  const lines = report.findings
    .filter(isWorthSaying)
    .filter(({ storageMode }) => !storageMode || storageMode === shown)
    .map(
      ({ why, advice, code, subject, verdict }) =>
        `Compatibility: ${subject} ${WORDS[verdict]}: ${why} ${advice} [${code}]`,
    );
  const best = bestStorageMode(report);
  const isShownBad = report.storage.some(
    ({ mode, isPossible: possible }) => mode === shown && !possible,
  );
  return isShownBad && best
    ? [...lines, `It can be served by ${STORAGE_MODE_TITLES[best]}`]
    : lines;
}

function check(
  spec: PackageSpec,
  { storage, environment }: ServingInput,
  { settings, host }: Parameters<typeof judgePackage>[2],
): CompatibilityReport {
  const platform = environment
    ? requireEnvironment(settings, environment).platform
    : undefined;
  return checkCompatibility({
    package: {
      format: spec.format,
      isWorldReadable: true,
      hasFilePaths: true,
      ...(spec.format === 'modelcar' &&
        // The sandbox plays its pods: nothing runs in the image there.
        !settings.isSandbox && { hasShell: hasShell(spec) }),
    },
    ...(storage && { storageModes: [MODE_OF_SCHEME[storage]] }),
    ...platform,
    registry: {
      host,
      isPlainHttp: requireRegistry(settings, host).isPlainHttp,
    },
  });
}

/** The portal's base image is documented to have one; what another has, nobody has looked at. */
function hasShell({ base, isDefaultBase }: PackageSpec): boolean | undefined {
  if (!base) return false;
  return isDefaultBase ? true : undefined;
}

/** A task's log is read by people: what is only not known is no news, unless somebody said where it will run. */
function isWorthSaying({ verdict }: CompatibilityFinding): boolean {
  return verdict === 'does-not-work' || verdict === 'works-with';
}

function notServable(
  spec: PackageSpec,
  report: CompatibilityReport,
  mode: StorageMode | undefined,
): ShipError {
  const finding =
    report.findings.find(
      ({ verdict, storageMode }) =>
        verdict === 'does-not-work' && (!mode || storageMode === mode),
    ) ?? report.findings[0];
  const way = finding.storageMode
    ? ` by ${STORAGE_MODE_TITLES[finding.storageMode]}`
    : '';
  return new ShipError({
    code: 'NOT_SERVABLE',
    message: `A ${spec.format} cannot be served${way}: ${finding.why} ${finding.advice} (${finding.code})`,
  });
}
