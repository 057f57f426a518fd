import { open } from 'node:fs/promises';
import { SigningError } from './SigningError';

/** Keys, passwords, tokens and certificates are some KiB. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Reads a file that belongs to a key of the configuration.
 *
 * @throws SigningError `KEY_UNREADABLE`
 */
export async function readKeyFile(
  file: string,
  keyName: string,
): Promise<string> {
  refuseKeyAsName(file);
  try {
    return await readAtMost(file);
  } catch (cause) {
    throw new SigningError({
      code: 'KEY_UNREADABLE',
      message: `A file of the key '${keyName}' cannot be read (${file}): check its path and permissions.`,
      cause,
    });
  }
}

/**
 * A key that somebody wrote where its name belongs must not be told to everybody who reads the error.
 *
 * @throws SigningError `KEY_UNREADABLE`
 */
export function refuseKeyAsName(name: string): void {
  if (!/PRIVATE KEY|[\r\n\0]/.test(name)) return;
  throw new SigningError({
    code: 'KEY_UNREADABLE',
    message:
      'A key was given where the name of a file or variable belongs: put it into one, and consider it known to whoever sees these settings.',
  });
}

/** By a handle: a device or pipe that never ends is read no further than any key goes. */
async function readAtMost(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(64 * 1024),
        0,
        64 * 1024,
      );
      if (bytesRead === 0) return Buffer.concat(chunks).toString('utf8');
      length += bytesRead;
      if (length > MAX_FILE_BYTES) throw new Error('it is larger than 1 MiB');
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
