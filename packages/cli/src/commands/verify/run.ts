import { verifyDigest } from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { printable } from '../../terminal/printable';
import { exitCodeOfVerdict, verdictLines } from '../../trust/describeVerdict';
import { readTrust, type TrustOptions } from '../../trust/readTrust';
import { resolveSubject } from '../../trust/subject';
import type {
  CommandContext,
  CommandResult,
  RunCommand,
} from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { RegistryOptions } from '../options/registryOptions';
import { verifyFiles } from './verifyFiles';

export interface VerifyCommandOptions
  extends OutputOptions,
    RegistryOptions,
    TrustOptions {
  readonly files?: string;
  readonly signature?: string;
}

/** `waybill verify`. */
export const run: RunCommand<VerifyCommandOptions> = async (
  context,
  [text],
  options,
) => {
  const { files, signature } = options;
  if (!text === !files)
    throw new CliError({
      code: 'USAGE',
      message:
        'Say what to verify: host/path:tag or host/path@digest, or a folder with --files.',
    });
  if (files) return verifyFiles(context, files, options);
  if (signature)
    throw new CliError({
      code: 'USAGE',
      message:
        '--signature is for --files: those of a package are in its registry.',
    });
  return verifyReference(context, text, options);
};

async function verifyReference(
  context: CommandContext,
  text: string,
  options: VerifyCommandOptions,
): Promise<CommandResult> {
  const { signal, terminal } = context;
  const trust = await readTrust(context, options);
  const { client, repository, descriptor, reference, pinnedReference } =
    await resolveSubject(context, text, options);
  const verdict = await verifyDigest({
    client,
    repository,
    digest: descriptor.digest,
    ...trust,
    now: new Date(),
    isResolved: true,
    thorough: true,
    signal,
  });
  const exitCode = exitCodeOfVerdict(verdict);
  // a script that asks for nothing but the reference is told why it gets none
  if (options.quiet && exitCode !== 0)
    terminal.stderr.write(
      `${printable(verdict.message)} [${verdict.reason}]\n`,
    );
  return {
    document: { command: 'verify', reference, pinnedReference, ...verdict },
    lines: verdictLines(verdict, pinnedReference),
    ...(exitCode === 0 ? { brief: pinnedReference } : {}),
    exitCode,
  };
}
