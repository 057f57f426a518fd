import { readFile, stat } from 'node:fs/promises';
import { resolveSigner } from '@waybill/backstage-plugin-waybill-node';
import { type CommandContext } from '../commands/CommandContext';
import { CliError } from '../errors/CliError';
import { kubectlSecrets } from './kubectlSecrets';
import { keyReference } from './openSigner';

const MAX_BYTES = 64 * 1024;

/**
 * Reads a public key, PEM.
 *
 * @param text - a file, `env://VARIABLE`, `hashivault://key` or `k8s://namespace/secret`
 * @throws CliError `FILE_UNREADABLE`; SigningError
 */
export async function readPublicKey(
  context: CommandContext,
  text: string,
): Promise<string> {
  const { terminal, signal } = context;
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/s.exec(text) ?? [];
  if (scheme === 'env') return terminal.env[rest] ?? refuse(text, 'is not set');
  if (scheme === 'k8s') {
    const [namespace, name] = rest.split('/');
    const isPlain = [namespace, name].every(part =>
      /^[a-z0-9][a-z0-9.-]{0,252}$/.test(part ?? ''),
    );
    if (!isPlain) return refuse(text, 'is none: write k8s://namespace/secret');
    const data = await kubectlSecrets(context).readSecret(
      { namespace, name },
      { signal },
    );
    return (
      data['cosign.pub']?.toString('utf8') ?? refuse(text, 'has no cosign.pub')
    );
  }
  // a KMS tells the public half of what it holds
  if (scheme)
    return (await resolveSigner(text, { env: terminal.env, signal }))
      .publicKeyPem;
  return readKeyFile(keyReference(context, text), text);
}

async function readKeyFile(file: string, text: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= MAX_BYTES) return await readFile(file, 'utf8');
  } catch (cause) {
    return refuse(text, 'cannot be read', cause);
  }
  return refuse(text, 'is too long for a key');
}

function refuse(text: string, why: string, cause?: unknown): never {
  throw new CliError({
    code: 'FILE_UNREADABLE',
    cause,
    message: `The public key ${text} ${why}: check --key.`,
  });
}
