import type { Part } from './Tree';

/**
 * The pieces of a value from one offset to another; they still know the scalars that they are written in.
 *
 * @internal
 */
export function sliceParts(
  parts: readonly Part[],
  start: number,
  end: number,
): Part[] {
  const slices: Part[] = [];
  let at = 0;
  for (const part of parts) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, part.text.length);
    if (from < to) {
      slices.push({
        ...part,
        text: part.text.slice(from, to),
        from: part.from + from,
      });
    }
    at += part.text.length;
  }
  return slices;
}

/** Splits a value at a text, which stands in none of the pieces. @internal */
export function splitParts(
  parts: readonly Part[],
  delimiter: string,
): Part[][] {
  const text = parts.map(part => part.text).join('');
  const pieces: Part[][] = [];
  let start = 0;
  for (const piece of text.split(delimiter)) {
    pieces.push(sliceParts(parts, start, start + piece.length));
    start += piece.length + delimiter.length;
  }
  return pieces;
}
