import type { ServerResponse } from 'node:http';

/**
 * Codes of the distribution-spec v1.1.1 (`spec.md`, "Error Codes"), and the three that the distribution registry adds
 * (`RANGE_INVALID`, `TAG_INVALID`, `PAGINATION_NUMBER_INVALID`) with `UNAVAILABLE` and `UNKNOWN` for the server itself.
 * The status beside each is the one that the distribution registry answers with.
 */
const STATUS_BY_CODE = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 404,
  BLOB_UPLOAD_UNKNOWN: 404,
  DENIED: 403,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 404,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  RANGE_INVALID: 416,
  SIZE_INVALID: 400,
  TAG_INVALID: 404,
  TOOMANYREQUESTS: 429,
  UNAUTHORIZED: 401,
  UNAVAILABLE: 503,
  UNKNOWN: 500,
  UNSUPPORTED: 405,
} as const;

export type RegistryErrorCode = keyof typeof STATUS_BY_CODE;

/** One entry of the body `{"errors": […]}`. */
export interface RegistryErrorEntry {
  readonly code: RegistryErrorCode;
  readonly message: string;
  readonly detail?: unknown;
}

/** An answer that is not a success. The first entry decides the status unless one is given. */
export class RegistryError extends Error {
  readonly status: number;
  readonly entries: readonly RegistryErrorEntry[];
  readonly headers: Record<string, string>;

  constructor(
    entries: RegistryErrorEntry | readonly RegistryErrorEntry[],
    options: { status?: number; headers?: Record<string, string> } = {},
  ) {
    const list = (
      Array.isArray(entries) ? entries : [entries]
    ) as readonly RegistryErrorEntry[];
    super(list.map(entry => `${entry.code}: ${entry.message}`).join('; '));
    this.name = 'RegistryError';
    this.entries = list;
    this.status = options.status ?? STATUS_BY_CODE[list[0].code];
    this.headers = options.headers ?? {};
  }
}

/** Answers with the error; what is no {@link RegistryError} is told as `UNKNOWN` without its text. */
export function writeRegistryError(
  response: ServerResponse,
  error: unknown,
): void {
  if (response.headersSent) {
    // The body is on its way: only a broken connection tells the client that it is not whole.
    response.destroy();
    return;
  }
  const known =
    error instanceof RegistryError
      ? error
      : new RegistryError({
          code: 'UNKNOWN',
          message: 'the registry failed; see its log',
        });
  const body = Buffer.from(JSON.stringify({ errors: known.entries }));
  for (const name of ['Content-Range', 'Location', 'Range'])
    response.removeHeader(name);
  response.writeHead(known.status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    ...known.headers,
  });
  response.end(body);
}
