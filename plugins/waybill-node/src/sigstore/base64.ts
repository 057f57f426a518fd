/**
 * Decodes base64 as RFC 4648 section 4 writes it, with its padding and nothing besides: of several spellings of the
 * same bytes only one is taken, so that what was signed cannot be written in another way.
 *
 * @throws Error where it is written otherwise
 * @internal
 */
export function decodeBase64(text: unknown, what: string): Buffer {
  if (typeof text !== 'string') throw new Error(`${what} is no text`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text)
    throw new Error(`${what} is not canonical base64`);
  return bytes;
}
