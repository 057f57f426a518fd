/**
 * Why a text is not what it was taken for.
 *
 * - `INVALID_REFERENCE`: not `host/path[:tag][@digest]`.
 * - `INVALID_HOST`: no registry host, or one that nobody can reach.
 * - `INVALID_PATH`: not a repository path that OCI allows.
 * - `INVALID_TAG`: not a tag that OCI allows.
 * - `TAG_LATEST`: the tag `latest`, which says nothing about what it names.
 * - `INVALID_VERSION`: a tag, but no semantic version.
 * - `INVALID_DIGEST`: not `sha256:<64 hex>` (or `sha512:<128 hex>`).
 * - `INVALID_STORAGE_URI`: not `oci://…`.
 * - `INVALID_NAME`: not a name that Kubernetes and OCI both allow.
 *
 * @public
 */
export type InvalidReferenceCode =
  | 'INVALID_REFERENCE'
  | 'INVALID_HOST'
  | 'INVALID_PATH'
  | 'INVALID_TAG'
  | 'TAG_LATEST'
  | 'INVALID_VERSION'
  | 'INVALID_DIGEST'
  | 'INVALID_STORAGE_URI'
  | 'INVALID_NAME';

/**
 * A reference, or a part of one, that does not follow its grammar.
 *
 * @public
 */
export class InvalidReferenceError extends Error {
  readonly code: InvalidReferenceCode;
  /** The text that was refused, shortened and without credentials. */
  readonly text: string;

  constructor(options: {
    readonly code: InvalidReferenceCode;
    readonly text: unknown;
    /** What the text was taken for: follows "is not". */
    readonly what: string;
    /** What is wrong with it, or what to give instead. */
    readonly why: string;
  }) {
    const text = quoteText(options.text);
    super(`'${text}' is not ${options.what}: ${options.why}.`);
    this.name = 'InvalidReferenceError';
    this.code = options.code;
    this.text = text;
  }
}

/** Makes foreign text fit to be shown: one line, short, and without the credentials that people paste into URLs. */
function quoteText(text: unknown): string {
  if (typeof text !== 'string') return String(typeof text);
  const line = text
    .slice(0, 400)
    .replace(/\p{C}+/gu, ' ')
    .replace(/\/\/[^/@]*@/g, '//***@');
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
