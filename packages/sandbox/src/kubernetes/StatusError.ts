import { qualifiedResource, type KindDefinition } from './kinds';

/** One cause in a Status: which field, and what is wrong with it. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** The `Status` object with which the API answers what it refuses. */
export interface StatusBody {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

type Refusal = {
  code: number;
  reason: string;
  message: string;
  details?: StatusBody['details'];
};

/** A refusal of the API server, in the words and with the code of the real one. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly body: StatusBody;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = 'StatusError';
    this.code = refusal.code;
    this.reason = refusal.reason;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      ...refusal,
    };
  }

  static notFound(kind: KindDefinition, name: string): StatusError {
    return new StatusError({
      code: 404,
      reason: 'NotFound',
      message: `${qualifiedResource(kind)} "${name}" not found`,
      details: detailsOf(kind, name),
    });
  }

  static alreadyExists(kind: KindDefinition, name: string): StatusError {
    return new StatusError({
      code: 409,
      reason: 'AlreadyExists',
      message: `${qualifiedResource(kind)} "${name}" already exists`,
      details: detailsOf(kind, name),
    });
  }

  static conflict(
    kind: KindDefinition,
    name: string,
    why: string,
  ): StatusError {
    return new StatusError({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ${qualifiedResource(
        kind,
      )} "${name}": ${why}`,
      details: detailsOf(kind, name),
    });
  }

  static invalid(
    kind: KindDefinition,
    name: string,
    causes: readonly StatusCause[],
  ): StatusError {
    const texts = causes.map(cause =>
      cause.field ? `${cause.field}: ${cause.message}` : cause.message,
    );
    const what = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
    return new StatusError({
      code: 422,
      reason: 'Invalid',
      message: `${what} "${name}" is invalid: ${
        texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
      }`,
      details: {
        name,
        ...(kind.group && { group: kind.group }),
        kind: kind.kind,
        causes,
      },
    });
  }

  static badRequest(message: string): StatusError {
    return new StatusError({ code: 400, reason: 'BadRequest', message });
  }

  static forbidden(
    message: string,
    details?: StatusBody['details'],
  ): StatusError {
    return new StatusError({
      code: 403,
      reason: 'Forbidden',
      message,
      details,
    });
  }

  static methodNotAllowed(): StatusError {
    return new StatusError({
      code: 405,
      reason: 'MethodNotAllowed',
      message:
        'the server does not allow this method on the requested resource',
    });
  }

  static noSuchResource(): StatusError {
    return new StatusError({
      code: 404,
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
      details: {},
    });
  }

  static unsupportedMediaType(accepted: readonly string[]): StatusError {
    return new StatusError({
      code: 415,
      reason: 'UnsupportedMediaType',
      message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
        ', ',
      )}`,
    });
  }

  /** The resourceVersion is older than what is remembered: the client has to list anew. */
  static expired(message: string): StatusError {
    return new StatusError({ code: 410, reason: 'Expired', message });
  }

  static tooLargeResourceVersion(wanted: number, current: number): StatusError {
    return new StatusError({
      code: 504,
      reason: 'Timeout',
      message: `Timeout: Too large resource version: ${wanted}, current: ${current}`,
      details: {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
          },
        ],
        retryAfterSeconds: 1,
      },
    });
  }
}

function detailsOf(kind: KindDefinition, name: string): StatusBody['details'] {
  return { name, ...(kind.group && { group: kind.group }), kind: kind.plural };
}

/** Tells a refusal of the API from a defect. */
export function isStatusError(error: unknown): error is StatusError {
  return error instanceof Error && error.name === 'StatusError';
}
