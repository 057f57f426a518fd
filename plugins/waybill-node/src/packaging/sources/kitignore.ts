import { cleanKitfilePath } from '@waybill/backstage-plugin-waybill-common';
import type { FileTree } from '../FileTree';
import { PackagingError } from '../PackagingError';
import {
  compileKitignorePattern,
  type KitignorePattern,
} from './kitignorePattern';

const NAME = '.kitignore';
/** Of the folder's root: kit packs none of them, and those in folders below it. */
const ALWAYS = ['Kitfile', 'kitfile', '.kitfile', NAME];
const MAX_BYTES = 256 * 1024;
/** kit's reader gives up on a longer line. */
const MAX_LINE_BYTES = 64 * 1024;
const MAX_PATTERNS = 2_000;

/** Which files a package leaves out: the rules of `.dockerignore`. @public */
export interface Kitignore {
  /** @param path - relative to the folder, `/`-separated */
  ignores(path: string): boolean;
}

/**
 * The rules of the tree's own `.kitignore`, or without one those that always hold.
 *
 * @throws PackagingError `KITIGNORE_NOT_VALID`
 * @public
 */
export async function readKitignore(
  tree: FileTree,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Kitignore> {
  const file = tree.files.find(({ path }) => path === NAME);
  if (!file) return parseKitignore('');
  if (file.sizeBytes > MAX_BYTES)
    throw notValid(`it is larger than ${MAX_BYTES} bytes`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file.open({ signal })) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw notValid(`it is larger than ${MAX_BYTES} bytes`);
  }
  return parseKitignore(Buffer.concat(chunks).toString('utf8'));
}

/**
 * Reads a `.kitignore` as kit 1.15 does.
 *
 * @throws PackagingError `KITIGNORE_NOT_VALID`
 * @public
 */
export function parseKitignore(text: string): Kitignore {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const patterns: KitignorePattern[] = [];
  [...lines, ...ALWAYS].forEach((line, index) => {
    if (line.startsWith('#') || line.trim() === '') return;
    if (Buffer.byteLength(line) >= MAX_LINE_BYTES)
      throw notValid(`line ${index + 1} is too long`);
    try {
      patterns.push(compileKitignorePattern(cleanPattern(line.trim())));
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw notValid(
        `line ${index + 1} cannot be read: ${cause.message}`,
        cause,
      );
    }
    if (patterns.length > MAX_PATTERNS + ALWAYS.length)
      throw notValid(`it has more than ${MAX_PATTERNS} patterns`);
  });
  return { ignores: path => isIgnored(patterns, path) };
}

/** `! /a//b/` is `!a/b`. */
function cleanPattern(line: string): string {
  const isException = line.startsWith('!');
  const rest = isException ? line.slice(1).trim() : line;
  if (rest === '') return line;
  const clean = cleanKitfilePath(rest);
  const relative =
    clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
  // moby cleans once more, with the mark before it
  return isException ? cleanKitfilePath(`!${relative}`) : relative;
}

/** The last pattern that matches a path, or a folder that holds it, decides. */
function isIgnored(
  patterns: readonly KitignorePattern[],
  path: string,
): boolean {
  const segments = path.split('/');
  const candidates = segments.map((_, index) =>
    segments.slice(0, index + 1).join('/'),
  );
  let isOut = false;
  for (const pattern of patterns) {
    const isOfUse = pattern.isException === isOut;
    if (isOfUse && candidates.some(candidate => pattern.matches(candidate)))
      isOut = !pattern.isException;
  }
  return isOut;
}

function notValid(why: string, cause?: unknown): PackagingError {
  return new PackagingError({
    code: 'KITIGNORE_NOT_VALID',
    message: `The file ${NAME} cannot be used: ${why}. Write one pattern a line, as in a .dockerignore.`,
    cause,
  });
}
