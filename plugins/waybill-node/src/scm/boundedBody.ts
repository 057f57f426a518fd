/** Larger answers are refused: the API's pages and the files that Waybill writes are far smaller. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** @internal */
export class BodyTooLargeError extends Error {}

/**
 * Reads a body and gives up as soon as it is too long.
 *
 * @throws BodyTooLargeError
 * @internal
 */
export async function readBounded(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    sizeBytes += value.byteLength;
    if (sizeBytes > MAX_BODY_BYTES) {
      await reader.cancel();
      throw new BodyTooLargeError();
    }
    chunks.push(value);
  }
}
