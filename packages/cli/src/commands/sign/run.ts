import {
  signPackage,
  type Signer,
  type SignResult,
} from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { openSigner } from '../../trust/openSigner';
import { describeSigner, nameSigner } from '../../trust/describeSigner';
import { resolveSubject, type Subject } from '../../trust/subject';
import type {
  CommandContext,
  CommandResult,
  RunCommand,
} from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { RegistryOptions } from '../options/registryOptions';
import type { SignerOptions } from '../options/signerOptions';
import { signFiles } from './signFiles';

export interface SignCommandOptions
  extends OutputOptions,
    RegistryOptions,
    SignerOptions {
  readonly files?: string;
  readonly output?: string;
  readonly recursive?: boolean;
  readonly dryRun?: boolean;
}

/** `waybill sign`. */
export const run: RunCommand<SignCommandOptions> = async (
  context,
  [text],
  options,
) => {
  const { files, output } = options;
  if (!text === !files)
    throw new CliError({
      code: 'USAGE',
      message:
        'Say what to sign: host/path:tag or host/path@digest, or a folder with --files.',
    });
  if (files) return signFiles(context, files, options);
  if (output)
    throw new CliError({
      code: 'USAGE',
      message:
        '--output is for --files: the signature of a package goes to its registry.',
    });
  return signReference(context, text, options);
};

async function signReference(
  context: CommandContext,
  text: string,
  options: SignCommandOptions,
): Promise<CommandResult> {
  const { signal } = context;
  // a password that is missing is told before a registry is asked
  const signer = await openSigner(context, options);
  const subject = await resolveSubject(context, text, options);
  if (options.dryRun) return plan(subject, signer, options);
  const { client, repository, descriptor } = subject;
  const result = await signPackage({
    client,
    repository,
    descriptor,
    signer,
    now: new Date(),
    recursive: options.recursive,
    signal,
  });
  return signed(subject, result, await describeSigner(signer, signal));
}

function plan(
  { reference, pinnedReference, descriptor }: Subject,
  signer: Signer,
  { recursive = false }: SignCommandOptions,
): CommandResult {
  const name = nameSigner(signer);
  return {
    document: {
      command: 'sign',
      status: 'planned',
      reference,
      pinnedReference,
      digest: descriptor.digest,
      signer: { name: signer.keyName },
      recursive,
    },
    lines: [
      `Dry run: ${pinnedReference} would be signed with ${name}${
        recursive ? ', and what it lists' : ''
      }, as Sigstore bundle and as .sig; nothing was sent`,
    ],
    brief: pinnedReference,
  };
}

function signed(
  { reference, pinnedReference, descriptor }: Subject,
  { digests }: SignResult,
  signer: Awaited<ReturnType<typeof describeSigner>>,
): CommandResult {
  const isNew = digests.some(({ added }) => added.length > 0);
  const more = digests.length - 1;
  return {
    document: {
      command: 'sign',
      status: isNew ? 'signed' : 'present',
      reference,
      pinnedReference,
      digest: descriptor.digest,
      signer: signer.document,
      digests,
    },
    lines: [
      isNew
        ? `Signed ${pinnedReference} with ${signer.name}${
            more > 0 ? `, and ${more} of what it lists` : ''
          }`
        : `${pinnedReference} is signed with ${signer.name} already: nothing was added`,
    ],
    brief: pinnedReference,
  };
}
