/** What comes behind the first bytes: for a server that does not know ranges and sends everything again. */
export async function* skipBytes(
  bytes: AsyncIterable<Buffer>,
  count: number,
): AsyncGenerator<Buffer> {
  let rest = count;
  for await (const chunk of bytes) {
    if (chunk.length > rest) yield chunk.subarray(rest);
    rest = Math.max(0, rest - chunk.length);
  }
}
