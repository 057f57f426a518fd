import { isDigest } from '../../../reference';
import { EditingError } from '../EditingError';
import type { FoundReference } from '../references/ModelReference';
import { type Part, textOfParts } from '../tree/Tree';
import type { SiteChanges } from './SiteChanges';

/** What a reference is to name. @internal */
export interface NewVersion {
  readonly version: string;
  readonly digest: string;
}

/**
 * Changes the tag and the digest of a reference where they are written, be it in one scalar or in several.
 *
 * @throws EditingError `FORM_NOT_SUPPORTED`
 * @internal
 */
export function changeReference(
  found: FoundReference,
  { version, digest }: NewVersion,
  changes: SiteChanges,
): void {
  const text = textOfParts(found.parts);
  const { tag, digest: oldDigest } = found.reference;
  const at = text.indexOf('@');
  if (tag !== undefined && tag !== version) {
    const end = at < 0 ? text.length : at;
    replaceRange(found, end - tag.length, end, version, changes);
  }
  if (oldDigest === undefined) addDigest(found, digest, changes);
  else if (oldDigest !== digest) {
    replaceDigest(found, at + 1, oldDigest, digest, changes);
  }
  for (const leaf of found.versions) {
    const [part] = leaf.parts;
    const isWritten = leaf.parts.length === 1 && part.site !== undefined;
    if (isWritten && part.text !== version) {
      changes.replace(part, 0, part.text.length, version);
    }
  }
}

function replaceDigest(
  found: FoundReference,
  start: number,
  before: string,
  after: string,
  changes: SiteChanges,
): void {
  const end = start + before.length;
  const colon = before.indexOf(':') + 1;
  const isWhole = partAt(found.parts, start, end) !== undefined;
  const isSameKind = before.length === after.length;
  // The `sha256:` may stand in the address, and the digits alone in a variable.
  if (isWhole || !isSameKind) replaceRange(found, start, end, after, changes);
  else replaceRange(found, start + colon, end, after.slice(colon), changes);
}

function replaceRange(
  found: FoundReference,
  start: number,
  end: number,
  text: string,
  changes: SiteChanges,
): void {
  const located = partAt(found.parts, start, end);
  if (!located?.part.site) throw notEditable(found);
  const { part, offset } = located;
  changes.replace(part, start - offset, end - offset, text);
}

/** A name without a digest is pinned: behind it, or in a key of its own where there is one for it. */
function addDigest(
  found: FoundReference,
  digest: string,
  changes: SiteChanges,
): void {
  const last = found.parts[found.parts.length - 1];
  if (!last?.site || !isDigest(digest)) throw notEditable(found);
  if (last.takesDigestKey) {
    changes.addDigestKey(last, digest);
    return;
  }
  const { length } = last.text;
  changes.replace(last, length, length, `@${digest}`);
}

function partAt(
  parts: readonly Part[],
  start: number,
  end: number,
): { readonly part: Part; readonly offset: number } | undefined {
  let offset = 0;
  for (const part of parts) {
    const next = offset + part.text.length;
    if (start >= offset && end <= next) return { part, offset };
    offset = next;
  }
  return undefined;
}

function notEditable({ reference }: FoundReference): EditingError {
  return new EditingError({
    code: 'FORM_NOT_SUPPORTED',
    path: reference.path,
    line: reference.line,
    message: `${reference.field} is put together from several values in a way that is not edited: write the digest in one place`,
  });
}
