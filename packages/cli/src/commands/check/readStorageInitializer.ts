import { readFile, stat } from 'node:fs/promises';
import type { CompatibilityInput } from '@waybill/backstage-plugin-waybill-common';
import { CliError } from '../../errors/CliError';
import { resolvePath, type CommandContext } from '../CommandContext';

type KserveTraits = NonNullable<CompatibilityInput['kserve']>;

const MAX_BYTES = 1024 * 1024;

/**
 * Reads KServe's settings of the storage initializer, as `kubectl get configmap inferenceservice-config -o
 * jsonpath='{.data.storageInitializer}'` prints them.
 *
 * @throws CliError `FILE_UNREADABLE`
 */
export async function readStorageInitializer(
  context: CommandContext,
  file: string,
): Promise<KserveTraits> {
  const path = resolvePath(context, file);
  try {
    if ((await stat(path)).size > MAX_BYTES)
      throw new Error(`more than ${MAX_BYTES} bytes`);
    const settings: Record<string, unknown> = JSON.parse(
      await readFile(path, 'utf8'),
    );
    const { enableModelcar, enableOciModelSupport, ociModelMode, uidModelcar } =
      settings;
    return {
      ...(typeof enableModelcar === 'boolean' ? { enableModelcar } : {}),
      ...(typeof enableOciModelSupport === 'boolean'
        ? { enableOciModelSupport }
        : {}),
      ...(typeof ociModelMode === 'string' ? { ociModelMode } : {}),
      ...(typeof uidModelcar === 'number' ? { uidModelcar } : {}),
    };
  } catch (cause) {
    throw new CliError({
      code: 'FILE_UNREADABLE',
      cause,
      message: `The settings in ${file} (--storage-initializer) cannot be read: give the JSON that stands under storageInitializer in KServe's inferenceservice-config.`,
    });
  }
}
