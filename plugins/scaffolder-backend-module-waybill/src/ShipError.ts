/**
 * Why a step of the ship job refused to go on. The codes are stable: they appear in the task's log.
 *
 * @public
 */
export type ShipErrorCode =
  | 'INVALID_SETTINGS'
  | 'INVALID_SOURCE'
  | 'SOURCE_UNREADABLE'
  | 'SOURCE_EMPTY'
  | 'SOURCE_TOO_LARGE'
  | 'FOLDER_MISSING'
  | 'REGISTRY_NOT_CONFIGURED'
  | 'ENVIRONMENT_UNKNOWN'
  | 'PACKAGE_CHANGED'
  | 'NOT_SERVABLE'
  | 'PLATFORM_NOT_READY'
  | 'TAG_EXISTS'
  | 'LICENSE_NOT_ACCEPTED'
  | 'DIGEST_NOT_FOUND'
  | 'NOT_VERIFIED'
  | 'POLICY_UNKNOWN'
  | 'VERIFICATION_UNAVAILABLE'
  | 'FILE_NOT_TEXT'
  | 'REPOSITORY_TAKEN'
  | 'FLEET_ENTRY_TAKEN'
  | 'VERSION_MISMATCH'
  | 'REPOSITORY_CHANGED'
  | 'ALREADY_ONBOARDED';

/** @public */
export class ShipError extends Error {
  readonly code: ShipErrorCode;

  constructor(options: {
    readonly code: ShipErrorCode;
    readonly message: string;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'ShipError';
    this.code = options.code;
  }
}
