/** The first bytes of a body as text; the rest is thrown away. */
export async function readBounded(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (size < maxBytes) chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
    if (size > maxBytes * 16) break; // leaving the loop closes the connection
  }
  return Buffer.concat(chunks).toString('utf8');
}
