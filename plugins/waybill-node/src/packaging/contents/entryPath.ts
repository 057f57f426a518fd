import { PackagingError } from '../PackagingError';
import { packagePath } from '../sources/packagePath';

/**
 * The path of an archive's entry, as it is written to disk: `./a//b/` is `a/b`, and the top folder is empty. Unicode stays
 * as it is, since other tools would unpack it like that.
 *
 * @param layer - for messages
 * @throws PackagingError `PATH_NOT_ALLOWED` for what is absolute, climbs out, or is no name on every system
 */
export function entryPath(written: string, layer: string): string {
  if (written.startsWith('/'))
    throw pathNotAllowed(written, layer, 'it is absolute');
  const path = written
    .split('/')
    .filter(segment => segment !== '' && segment !== '.')
    .join('/');
  if (path === '') return path;
  try {
    packagePath(path);
  } catch (cause) {
    throw pathNotAllowed(
      written,
      layer,
      'it climbs out, is too long, or is no name on every system',
      cause,
    );
  }
  return path;
}

/**
 * The same for a file, which has a name.
 *
 * @throws PackagingError `PATH_NOT_ALLOWED`
 */
export function filePath(written: string, layer: string): string {
  const path = entryPath(written, layer);
  if (path !== '' && !written.endsWith('/')) return path;
  throw pathNotAllowed(written, layer, 'it names no file');
}

export function pathNotAllowed(
  written: string,
  layer: string,
  why: string,
  cause?: unknown,
): PackagingError {
  return new PackagingError({
    code: 'PATH_NOT_ALLOWED',
    cause,
    message: `The ${layer} holds the path ${JSON.stringify(
      written.slice(0, 200),
    )}, and ${why}. Nothing of the package was used.`,
  });
}

/** The folders that a path is in, from the top: `a/b/c` is in `a` and `a/b`. */
export function* foldersOf(path: string): Generator<string> {
  for (
    let slash = path.indexOf('/');
    slash > 0;
    slash = path.indexOf('/', slash + 1)
  )
    yield path.slice(0, slash);
}
