import { isError } from '@backstage/errors';
import { VerificationError } from './VerificationError';

/** An error of the configuration: it says where, and what to write instead. */
export function invalidConfig(message: string): VerificationError {
  return new VerificationError({
    code: 'CONFIG_INVALID',
    message: message.charAt(0).toUpperCase() + message.slice(1),
  });
}

/** Gives the errors of Backstage's configuration reader, which name the place, the code of ours. */
export function readingConfig<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof VerificationError) throw cause;
    throw new VerificationError({
      code: 'CONFIG_INVALID',
      message: isError(cause) ? cause.message : 'not readable',
      cause,
    });
  }
}
