import {
  STORAGE_MODE_TITLES,
  bestStorageMode,
  checkCompatibility,
  type CompatibilityFinding,
  type CompatibilityInput,
  type CompatibilityReport,
} from '@waybill/backstage-plugin-waybill-common';
import { readContents } from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { ExitCode } from '../../errors/exitCodes';
import { connect } from '../../registry/connect';
import { parseToRead } from '../../registry/references';
import { createPaint, type Paint } from '../../terminal/colors';
import { printable } from '../../terminal/printable';
import type { CommandContext, RunCommand } from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { PackageOptions } from '../options/packageOptions';
import type { RegistryOptions } from '../options/registryOptions';
import type { STORAGE_CHOICES } from './command';
import { packageTraits } from './packageTraits';
import { readStorageInitializer } from './readStorageInitializer';

export interface CheckCommandOptions extends OutputOptions, RegistryOptions {
  readonly format?: PackageOptions['format'];
  readonly storage?: readonly (typeof STORAGE_CHOICES)[number][];
  readonly kubernetes?: string;
  readonly imageVolume?: 'on' | 'off';
  readonly runtime?: string;
  readonly nodePlatform?: readonly string[];
  readonly kserve?: string;
  readonly storageInitializer?: string;
  readonly deploymentMode?: string;
  readonly delivery?: 'argo-cd' | 'flux';
}

/** `waybill check`. */
export const run: RunCommand<CheckCommandOptions> = async (
  context,
  [text],
  options,
) => {
  const subject = await readSubject(context, text, options);
  const report = checkCompatibility({
    ...subject,
    ...(await readPlace(context, options)),
  });
  const isPossible = report.storage.some(mode => mode.isPossible);
  const paint = createPaint(context.terminal.stdout, context.terminal.env);
  return {
    document: {
      command: 'check',
      reference: text,
      package: subject.package,
      proposed: bestStorageMode(report),
      ...report,
    },
    lines: reportLines(report, paint),
    brief: bestStorageMode(report) ?? report.verdict,
    exitCode:
      isPossible && report.verdict !== 'does-not-work'
        ? ExitCode.ok
        : ExitCode.refused,
  };
};

/** What is known of the package, and of the registry that has it. */
async function readSubject(
  context: CommandContext,
  text: string | undefined,
  options: CheckCommandOptions,
): Promise<Pick<CompatibilityInput, 'package' | 'registry'>> {
  if (!text === !options.format)
    throw new CliError({
      code: 'USAGE',
      message:
        'A check is about a package or about a format: give a reference, or --format.',
    });
  if (!text) return { package: { format: options.format ?? 'modelcar' } };
  const { signal } = context;
  const { repository, tagOrDigest } = parseToRead(text);
  const { host } = repository;
  const client = await connect(context, options, { all: [host] });
  const contents = await readContents(client, repository, tagOrDigest, {
    signal,
  });
  return {
    package: packageTraits(contents),
    registry: {
      host,
      isPlainHttp:
        options.plainHttp || options.plainHttpFor?.includes(host) || false,
    },
  };
}

/** What is known of where it is to be served. */
async function readPlace(
  context: CommandContext,
  options: CheckCommandOptions,
): Promise<Omit<CompatibilityInput, 'package' | 'registry'>> {
  const { imageVolume, storageInitializer } = options;
  const settings = storageInitializer
    ? await readStorageInitializer(context, storageInitializer)
    : {};
  return {
    storageModes: options.storage,
    cluster: {
      kubernetesVersion: options.kubernetes,
      isImageVolumeEnabled: imageVolume && imageVolume === 'on',
      containerRuntime: options.runtime,
      platforms: options.nodePlatform,
    },
    kserve: {
      ...settings,
      version: options.kserve,
      deploymentMode: options.deploymentMode,
    },
    ...(options.delivery ? { delivery: { engine: options.delivery } } : {}),
  };
}

const LOOKS = {
  works: { word: 'works', color: 'green' },
  'works-with': { word: 'works with', color: 'yellow' },
  'does-not-work': { word: 'does not work', color: 'red' },
  unknown: { word: 'not known', color: 'dim' },
} as const;

function reportLines(report: CompatibilityReport, paint: Paint): string[] {
  const about = (finding: CompatibilityFinding) => findingLines(finding, paint);
  return [
    ...report.storage.flatMap(({ mode, verdict }) => {
      const { word, color } = LOOKS[verdict];
      return [
        `${paint(color, word)}: ${STORAGE_MODE_TITLES[mode]}`,
        ...report.findings
          .filter(({ storageMode }) => storageMode === mode)
          .filter(finding => finding.verdict !== 'works')
          .flatMap(about),
      ];
    }),
    ...report.findings
      .filter(({ storageMode }) => storageMode === undefined)
      .filter(finding => finding.verdict !== 'works')
      .flatMap(about),
  ];
}

function findingLines(
  { verdict, subject, why, advice, code }: CompatibilityFinding,
  paint: Paint,
): string[] {
  const { word, color } = LOOKS[verdict];
  return [
    `  ${printable(subject)}: ${paint(color, word)}. ${printable(
      why,
    )} [${code}]`,
    ...(advice ? [`    ${printable(advice)}`] : []),
  ];
}
