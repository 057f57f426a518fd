import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  draftKitfile,
  parseKitfile,
  type Kitfile,
} from '@waybill/backstage-plugin-waybill-common';
import type { FileTree } from '@waybill/backstage-plugin-waybill-node';
import { resolvePath, type CommandContext } from '../commands/CommandContext';
import { CliError } from '../errors/CliError';

/** The names under which kit looks for it, in its order. */
const NAMES = ['Kitfile', 'kitfile', '.kitfile'];
/** More than any Kitfile needs; the parser has limits of its own. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads the Kitfile that `--file` names, or the one among the files. Without one it is drafted, as the portal does.
 *
 * @throws CliError `FILE_UNREADABLE`; KitfileError
 */
export async function readKitfile(
  context: CommandContext,
  tree: FileTree,
  file: string | undefined,
): Promise<Kitfile> {
  const { signal } = context;
  if (file) {
    const stream = createReadStream(resolvePath(context, file), { signal });
    return parseKitfile(await readText(stream, file));
  }
  const found = NAMES.map(name =>
    tree.files.find(({ path }) => path === name),
  ).find(Boolean);
  if (!found) {
    context.note(
      `${tree.name} holds no Kitfile: one was drafted from the names of the files`,
    );
    return draftKitfile(tree.files);
  }
  return parseKitfile(await readText(found.open({ signal }), found.path));
}

async function readText(stream: Readable, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new CliError({
      code: 'FILE_UNREADABLE',
      cause,
      message: `The Kitfile ${name} cannot be read: check path, size and permissions.`,
    });
  }
  return Buffer.concat(chunks).toString('utf8');
}
