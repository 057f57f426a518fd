import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  MODEL_SIGNATURE_FILE,
  openModelFolder,
  signModel,
} from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { describeSigner, nameSigner } from '../../trust/describeSigner';
import { openSigner } from '../../trust/openSigner';
import { formatCount } from '../../terminal/formatBytes';
import { resolvePath, type CommandContext } from '../CommandContext';
import type { CommandResult } from '../CommandContext';
import type { SignCommandOptions } from './run';

/** Signs the files of a folder, as OpenSSF model signing does. */
export async function signFiles(
  context: CommandContext,
  folder: string,
  options: SignCommandOptions,
): Promise<CommandResult> {
  const { signal } = context;
  if (options.recursive)
    throw new CliError({
      code: 'USAGE',
      message:
        '--recursive is for an index in a registry, and --files signs a folder with all that is in it: leave one of them out.',
    });
  const signer = await openSigner(context, options);
  const directory = resolvePath(context, folder);
  const output = options.output
    ? resolvePath(context, options.output)
    : path.join(directory, MODEL_SIGNATURE_FILE);
  const inside = path.relative(directory, output).split(path.sep).join('/');
  const signatureFile = inside.startsWith('..') ? undefined : inside;
  const tree = await openModelFolder(directory, {
    // what is listed is hashed: neither Git's own files nor an older signature are the model's
    ignorePaths: ['.git', ...(signatureFile ? [signatureFile] : [])],
    signal,
  });
  const shown = path.relative(context.terminal.cwd, output) || output;
  const about = {
    command: 'sign',
    directory: folder,
    output: shown,
    files: tree.files.length,
  };
  const count = formatCount(tree.files.length, 'file');
  if (options.dryRun)
    return {
      document: {
        ...about,
        status: 'planned',
        signer: { name: signer.keyName },
      },
      lines: [
        `Dry run: ${count} of ${folder} would be signed with ${nameSigner(
          signer,
        )}, into ${shown}; nothing was written`,
      ],
      brief: shown,
    };
  const signature = await signModel({
    tree,
    name: path.basename(directory),
    signer,
    ...(signatureFile ? { signatureFile } : {}),
    signal,
  });
  await replaceFile(output, signature);
  const who = await describeSigner(signer, signal);
  return {
    document: { ...about, status: 'signed', signer: who.document },
    lines: [`Signed ${count} of ${folder} with ${who.name}, into ${shown}`],
    brief: shown,
  };
}

/** All of it or nothing: a signature that was there is not lost to a full disk. */
async function replaceFile(file: string, bytes: Buffer): Promise<void> {
  const draft = `${file}.${process.pid}.part`;
  try {
    await writeFile(draft, bytes, { flag: 'wx' });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new CliError({
      code: 'FILE_UNWRITABLE',
      cause,
      message: `The signature cannot be written to ${file}: check path, permissions and room.`,
    });
  }
}
