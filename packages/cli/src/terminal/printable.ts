/**
 * Foreign text (paths, annotations, a server's words) as it may be written to a terminal: without control characters,
 * which could move the cursor, recolor what was said before or hide it.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '\uFFFD');
}
