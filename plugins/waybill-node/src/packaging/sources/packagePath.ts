import { PackagingError } from '../PackagingError';

const MAX_PATH_BYTES = 1024;

/**
 * A path as every system reads it: relative, `/`-separated, Unicode NFC. macOS spells names in another form than Linux,
 * and the digest must not depend on who packaged.
 *
 * @throws PackagingError `PATH_NOT_ALLOWED`
 */
export function packagePath(relative: string): string {
  const normal = relative.normalize('NFC');
  const isInside = normal
    .split('/')
    .every(segment => segment !== '' && segment !== '.' && segment !== '..');
  // a control character breaks logs and terminals; U+FFFD stands for bytes that are no Unicode
  const isReadable = !/[\p{Cc}\\\ufffd]/u.test(normal);
  if (isInside && isReadable && Buffer.byteLength(normal) <= MAX_PATH_BYTES)
    return normal;
  throw new PackagingError({
    code: 'PATH_NOT_ALLOWED',
    message: `${JSON.stringify(
      relative.slice(0, 200),
    )} is no path that a package may hold: it must be relative, without '.' and '..', without control characters and backslashes, in Unicode, and no longer than ${MAX_PATH_BYTES} bytes. Rename it.`,
  });
}

/** Order by bytes: that of a language would differ between machines. */
export function byPath(
  left: { readonly path: string },
  right: { readonly path: string },
): number {
  return Buffer.compare(Buffer.from(left.path), Buffer.from(right.path));
}

/**
 * @param sorted - as {@link byPath} sorts
 * @throws PackagingError `PATH_NOT_ALLOWED` where unpacking would write one file over another
 */
export function refuseEqualPaths(
  sorted: readonly { readonly path: string }[],
): void {
  const twice = sorted.find(
    ({ path }, index) => index > 0 && sorted[index - 1].path === path,
  );
  if (!twice) return;
  throw new PackagingError({
    code: 'PATH_NOT_ALLOWED',
    message: `Two files are called ${JSON.stringify(
      twice.path,
    )}, perhaps in two spellings of Unicode: rename one of them.`,
  });
}
