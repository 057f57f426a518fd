import { readFile } from 'node:fs/promises';
import { SigningError } from './SigningError';

/**
 * Reads a file that belongs to a key of the configuration.
 *
 * @throws SigningError `KEY_UNREADABLE`
 */
export async function readKeyFile(
  file: string,
  keyName: string,
): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new SigningError({
      code: 'KEY_UNREADABLE',
      message: `A file of the key '${keyName}' cannot be read (${file}): check its path and permissions.`,
      cause,
    });
  }
}
