import {
  formatReference,
  validateTag,
} from '@waybill/backstage-plugin-waybill-common';
import {
  importSettingsFromEnvironment,
  parseImportSource,
  planImport,
  type ImportPlan,
  type ImportSource,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { fileLines } from '../../packages/packageListing';
import { baseOf, layoutTree } from '../../packages/layoutTree';
import { publishLayout } from '../../packages/publishLayout';
import { connect } from '../../registry/connect';
import { parseToWrite, type WriteReference } from '../../registry/references';
import { askYesOrNo } from '../../terminal/askYesOrNo';
import { formatBytes, formatCount } from '../../terminal/formatBytes';
import { printable } from '../../terminal/printable';
import type {
  CommandContext,
  CommandResult,
  RunCommand,
} from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { PackageOptions } from '../options/packageOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface ImportCommandOptions
  extends OutputOptions,
    PackageOptions,
    RegistryOptions {
  readonly yes?: boolean;
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  readonly keepPickles?: boolean;
  readonly dryRun?: boolean;
}

/** `waybill import`. */
export const run: RunCommand<ImportCommandOptions> = async (
  context,
  [source, text],
  options,
) => {
  const { signal, terminal } = context;
  const target = parseToWrite(text);
  validateTag(target.tag);
  const { host } = target.repository;
  const { settings, hosts } = readSource(source, terminal.env);
  const base = baseOf(options);
  const client = await connect(context, options, {
    all: [host, ...hosts, ...(base ? [base.repository.host] : [])],
    account: host,
  });
  const { include, ignore, keepPickles } = options;
  const plan = await planImport(source, {
    settings,
    client,
    gitEnv: terminal.env,
    include,
    ignore,
    keepPickles,
    signal,
  });
  try {
    return await importPlan(context, plan, { client, target, options });
  } finally {
    await plan.close?.();
  }
};

async function importPlan(
  context: CommandContext,
  plan: ImportPlan,
  {
    client,
    target,
    options,
  }: {
    readonly client: RegistryClient;
    readonly target: WriteReference;
    readonly options: ImportCommandOptions;
  },
): Promise<CommandResult> {
  const reference = formatReference({ ...target.repository, tag: target.tag });
  if (options.dryRun)
    return {
      document: {
        command: 'import',
        status: 'planned',
        reference,
        source: sourceDocument(plan),
      },
      lines: [
        ...planLines(plan),
        '',
        `Dry run: ${reference} would be written; nothing was sent`,
      ],
      brief: reference,
    };

  await confirm(context, plan, reference, options);
  const layout = await layoutTree(context, plan.tree, { ...options, client });
  const result = await publishLayout(context, {
    command: 'import',
    client,
    layout,
    target,
    cache: options.cache,
  });
  return {
    ...result,
    document: { ...result.document, source: sourceDocument(plan) },
  };
}

/** The hosts that the source names: the user means them. */
function readSource(text: string, env: CommandContext['terminal']['env']) {
  const { hubs } = importSettingsFromEnvironment(env);
  const parsed = parseImportSource(text, {
    hubs: hubs.map(({ endpoint }) => new URL(endpoint).origin),
  });
  return {
    settings: importSettingsFromEnvironment(env, {
      allowedHosts: webHostsOf(parsed),
    }),
    hosts: parsed.kind === 'registry' ? [parsed.reference.host] : [],
  };
}

function webHostsOf(source: ImportSource): string[] {
  if (source.kind !== 'https') return [];
  const { protocol, host } = new URL(source.url);
  return [protocol === 'http:' ? `http://${host}` : host];
}

async function confirm(
  { terminal, signal, note }: CommandContext,
  plan: ImportPlan,
  reference: string,
  { yes, quiet }: ImportCommandOptions,
): Promise<void> {
  if (yes) {
    for (const line of planLines(plan)) note(line);
    return;
  }
  if (!terminal.stdin.isTTY || !terminal.stderr.isTTY)
    throw new CliError({
      code: 'NOT_CONFIRMED',
      message: `${plan.name} has ${licenseOf(plan)} and ${formatBytes(
        plan.totalBytes,
      )}, and nobody is here to be asked: look at it with --dry-run, and say --yes.`,
    });
  if (!quiet) terminal.stderr.write(`${planLines(plan).join('\n')}\n`);
  if (await askYesOrNo(terminal, `Import it as ${reference}?`, signal)) return;
  throw new CliError({
    code: 'NOT_CONFIRMED',
    message: `${plan.name} was not imported, as you said.`,
  });
}

function licenseOf({ license }: ImportPlan): string {
  return license ? `the license ${printable(license)}` : 'no license';
}

function planLines(plan: ImportPlan): string[] {
  return [
    `Source:   ${printable(plan.name)}`,
    `Revision: ${printable(plan.revision)}`,
    `License:  ${plan.license ? printable(plan.license) : 'none is given'}`,
    `Size:     ${formatBytes(plan.totalBytes)} in ${formatCount(
      plan.files.length,
      'file',
    )}`,
    ...fileLines(plan.files),
    ...(plan.ignored.length > 0
      ? [`Left out: ${formatCount(plan.ignored.length, 'file')}`]
      : []),
    ...plan.warnings.map(({ message }) => `warning: ${printable(message)}`),
  ];
}

function sourceDocument(plan: ImportPlan) {
  const { kind, name, revision, license, totalBytes, warnings, ignored } = plan;
  return {
    kind,
    name,
    revision,
    ...(license ? { license } : {}),
    sizeBytes: totalBytes,
    files: plan.files,
    ignored,
    warnings,
    facts: plan.facts,
  };
}
