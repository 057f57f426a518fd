import {
  createKeylessSigner,
  resolveSigner,
  tokenSourceOf,
  type KeySigner,
  type Signer,
} from '@waybill/backstage-plugin-waybill-node';
import { resolvePath, type CommandContext } from '../commands/CommandContext';
import type { SignerOptions } from '../commands/options/signerOptions';
import { CliError } from '../errors/CliError';
import { askPassword } from '../terminal/askPassword';
import { kubectlSecrets } from './kubectlSecrets';

const KEYLESS_OPTIONS = [
  'fulcioUrl',
  'rekorUrl',
  'rekorVersion',
  'timestampUrl',
  'identityTokenFile',
] as const;

/**
 * Makes the signer that the options name.
 *
 * @throws CliError `USAGE`; SigningError
 */
export async function openSigner(
  context: CommandContext,
  options: SignerOptions,
): Promise<Signer> {
  const { key, keyless } = options;
  if (!key === !keyless)
    throw new CliError({
      code: 'USAGE',
      message:
        'Say who signs: --key with a reference to a private key, or --keyless with the identity of the pipeline.',
    });
  if (key) {
    refuseKeylessOptions(options);
    return openKey(context, key);
  }
  return openKeyless(context, options);
}

function refuseKeylessOptions(options: SignerOptions): void {
  const given = KEYLESS_OPTIONS.find(option => options[option] !== undefined);
  if (!given) return;
  const flag = given.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  throw new CliError({
    code: 'USAGE',
    message: `--${flag} is for --keyless, and this is signed with a key: leave one of them out.`,
  });
}

/** The file of a reference that names one: relative to where the user is. */
export function keyReference(context: CommandContext, text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//.test(text)
    ? text
    : resolvePath(context, text);
}

async function openKey(
  context: CommandContext,
  text: string,
): Promise<KeySigner> {
  const { terminal, signal } = context;
  const reference = keyReference(context, text);
  const open = (password?: string) =>
    resolveSigner(reference, {
      keyName: text,
      password,
      env: terminal.env,
      secrets: kubectlSecrets(context),
      signal,
    });
  try {
    return await open();
  } catch (error) {
    const isLocked =
      (error as { code?: unknown }).code === 'WRONG_PASSWORD' &&
      terminal.env.COSIGN_PASSWORD === undefined;
    if (!isLocked) throw error;
    const password = await askPassword(
      terminal,
      `Password of the key ${text}`,
      signal,
    );
    if (password === undefined)
      throw new CliError({
        code: 'USAGE',
        cause: error,
        message: `The key ${text} has a password, and nobody is here to be asked: set COSIGN_PASSWORD.`,
      });
    return open(password);
  }
}

function openKeyless(context: CommandContext, options: SignerOptions): Signer {
  const { env } = context.terminal;
  const { identityTokenFile: file } = options;
  return createKeylessSigner({
    keyName: 'the identity of this run',
    token: tokenSourceOf({
      env,
      ...(file ? { file: resolvePath(context, file) } : {}),
    }),
    fulcioUrl: options.fulcioUrl,
    rekorUrl: options.rekorUrl,
    rekorVersion: options.rekorVersion === '2' ? 2 : 1,
    timestampUrl: options.timestampUrl,
  });
}
