/** `sha256:4f1c2a9e03b7`: enough of a digest to tell two apart by eye. */
export function shortDigest(digest: string): string {
  const [algorithm, hex] = digest.split(':', 2);
  return hex === undefined ? digest : `${algorithm}:${hex.slice(0, 12)}`;
}
