import { StringDecoder } from 'node:string_decoder';

/** A line is longer than the reader accepts. @internal */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/**
 * Splits a stream of bytes into lines and keeps at most one line in memory. An unfinished last line is dropped: it is
 * what a connection that broke in the middle of an event leaves behind.
 *
 * @throws {@link LineTooLongError}
 * @internal
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  maxLineBytes: number,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let heldBytes = 0;
  for await (const chunk of stream) {
    let start = 0;
    for (
      let end = chunk.indexOf(10, start);
      end !== -1;
      end = chunk.indexOf(10, start)
    ) {
      assertLength(heldBytes + end - start, maxLineBytes);
      parts.push(decoder.write(chunk.subarray(start, end)));
      const line = parts.join('');
      parts = [];
      heldBytes = 0;
      start = end + 1;
      if (line.trim() !== '') {
        yield line;
      }
    }
    heldBytes += chunk.length - start;
    assertLength(heldBytes, maxLineBytes);
    parts.push(decoder.write(chunk.subarray(start)));
  }
}

function assertLength(bytes: number, maxLineBytes: number): void {
  if (bytes > maxLineBytes) {
    throw new LineTooLongError(
      `a line of more than ${maxLineBytes} bytes was sent`,
    );
  }
}
