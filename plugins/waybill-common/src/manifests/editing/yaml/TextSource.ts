import type { EditingErrorCode, EditingRefusal } from '../EditingError';

/**
 * A YAML text and where its characters stand in a file: the whole file, or a text within it (a patch or values in a
 * block scalar).
 *
 * @internal
 */
export interface TextSource {
  readonly path: string;
  readonly text: string;
  /** Offset in the file of an offset in the text. */
  readonly toFile: (offset: number) => number;
  /** Line in the file, from 1, of an offset in the text. */
  readonly lineOf: (offset: number) => number;
  /** Path of the field that holds the text, within the file's document. */
  readonly within?: string;
}

/** @internal */
export function sourceOfFile(path: string, text: string): TextSource {
  let starts: number[] | undefined;
  return {
    path,
    text,
    toFile: offset => offset,
    lineOf: offset => {
      starts ??= lineStarts(text);
      return lineAt(starts, offset);
    },
  };
}

/** @internal */
export function refuseAt(
  source: TextSource,
  offset: number,
  code: EditingErrorCode,
  message: string,
): EditingRefusal {
  return { code, path: source.path, line: source.lineOf(offset), message };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
