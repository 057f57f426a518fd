/**
 * Why a text is no Kitfile.
 *
 * - `INVALID_YAML`: not YAML, or YAML that kit would read in another way.
 * - `EMPTY`: there is no document in it.
 * - `TOO_LARGE`: more text, values or levels than a Kitfile has any use for.
 * - `UNKNOWN_KEY`, `DUPLICATE_KEY`: a key that kit does not know, or one that is there twice.
 * - `WRONG_TYPE`: a list where a text belongs, and the like.
 * - `INVALID_PATH`: not a path inside the folder of the Kitfile.
 * - `DUPLICATE_PATH`: two entries of one path.
 * - `PATH_IN_REMOTE_DATASET`: an entry inside a folder that another ModelKit fills.
 * - `INVALID_PART_TYPE`: the type of a model part.
 * - `INVALID_REMOTE_DATASET`: `remotePath` or `remoteHash`.
 * - `INVALID_MCP_SERVER`: a name that is missing or there twice, or not a `.mcpb` file.
 * - `INVALID_PARAMETERS`: parameters that JSON cannot say.
 *
 * @public
 */
export type KitfileErrorCode =
  | 'INVALID_YAML'
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'UNKNOWN_KEY'
  | 'DUPLICATE_KEY'
  | 'WRONG_TYPE'
  | 'INVALID_PATH'
  | 'DUPLICATE_PATH'
  | 'PATH_IN_REMOTE_DATASET'
  | 'INVALID_PART_TYPE'
  | 'INVALID_REMOTE_DATASET'
  | 'INVALID_MCP_SERVER'
  | 'INVALID_PARAMETERS';

/** One thing that is wrong with a Kitfile. @public */
export interface KitfileProblem {
  readonly code: KitfileErrorCode;
  /** Where in the document: `model.parts[2].path`; empty for the whole of it. */
  readonly path: string;
  /** In the text, from 1, where there is a text. */
  readonly line?: number;
  /** What is wrong and what to do, as a sentence without its place. */
  readonly message: string;
}

/** How many problems a message lists. */
const LISTED = 10;

/**
 * A Kitfile that cannot be used.
 *
 * @public
 */
export class KitfileError extends Error {
  readonly name = 'KitfileError';
  /** Of the first problem. */
  readonly code: KitfileErrorCode;
  /** Of the first problem. */
  readonly path: string;
  /** Of the first problem. */
  readonly line?: number;
  /** All of them, in the order in which they were found. Never empty. */
  readonly problems: readonly KitfileProblem[];

  constructor(problems: readonly KitfileProblem[]) {
    const [first] = problems;
    const listed = problems.slice(0, LISTED).map(describe);
    const more = problems.length - listed.length;
    super(
      `The Kitfile cannot be used: ${listed.join(' ')}${
        more > 0 ? ` And ${more} more.` : ''
      }`,
    );
    this.code = first.code;
    this.path = first.path;
    this.line = first.line;
    this.problems = problems;
  }
}

function describe({ path, line, message }: KitfileProblem): string {
  const place = [line ? `line ${line}` : '', path].filter(Boolean).join(', ');
  return place ? `${place}: ${message}` : message;
}

/** Makes foreign text fit to be shown in a message: short and on one line. */
export function quoteKitfileText(text: string): string {
  const line = text.slice(0, 200).replace(/\p{C}+/gu, ' ');
  return `'${line.length > 80 ? `${line.slice(0, 80)}…` : line}'`;
}
