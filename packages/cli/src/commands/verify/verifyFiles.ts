import {
  verifyModelFolder,
  type ModelVerdict,
} from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { ExitCode } from '../../errors/exitCodes';
import { printable } from '../../terminal/printable';
import { signerName } from '../../trust/describeVerdict';
import { readTrust } from '../../trust/readTrust';
import {
  resolvePath,
  type CommandContext,
  type CommandResult,
} from '../CommandContext';
import type { VerifyCommandOptions } from './run';

/** Verifies the files of a folder against a signature of OpenSSF model signing. */
export async function verifyFiles(
  context: CommandContext,
  folder: string,
  options: VerifyCommandOptions,
): Promise<CommandResult> {
  if (options.requireAttestation)
    throw new CliError({
      code: 'USAGE',
      message:
        '--require-attestation is for packages, and --files verifies a folder: leave one of them out.',
    });
  const { signal, terminal } = context;
  const verdict = await verifyModelFolder(resolvePath(context, folder), {
    ...(await readTrust(context, options)),
    ...(options.signature
      ? { signaturePath: resolvePath(context, options.signature) }
      : {}),
    now: new Date(),
    signal,
  });
  const exitCode = exitCodeOf(verdict);
  const [first] = verdict.problems;
  if (options.quiet && first)
    terminal.stderr.write(`${printable(first.message)} [${first.reason}]\n`);
  return {
    document: { command: 'verify', directory: folder, ...verdict },
    lines: linesOf(verdict, folder),
    ...(exitCode === 0 ? { brief: folder } : {}),
    exitCode,
  };
}

function exitCodeOf({ isVerified, problems }: ModelVerdict): number {
  if (isVerified) return ExitCode.ok;
  const isAway = problems.some(
    ({ reason }) => reason === 'TrustRootUnavailable',
  );
  return isAway ? ExitCode.unreachable : ExitCode.refused;
}

function linesOf(verdict: ModelVerdict, folder: string): string[] {
  const { isVerified, signer, signedAt, digest, policy } = verdict;
  const { problems, problemCount } = verdict;
  const more = problemCount - problems.length;
  return [
    `${isVerified ? 'verified' : 'not verified'}: ${folder}`,
    ...(digest ? [`Model:    ${digest}`] : []),
    ...(signer ? [`Signer:   ${signerName(signer)}`] : []),
    ...(isVerified ? [`Time:     ${signedAt ?? 'nothing proves when'}`] : []),
    ...(policy ? [`Policy:   ${printable(policy)}`] : []),
    ...problems.map(
      ({ reason, message }) => `Problem:  ${reason}: ${printable(message)}`,
    ),
    ...(more > 0 ? [`          and ${more} more`] : []),
  ];
}
