import { isSameSecret } from '../../http';
import { StatusError } from '../StatusError';

/** What anybody may read, as in a real cluster. */
const publicPaths = new Set(['/healthz', '/livez', '/readyz', '/version']);

/** Lets the bearer of the cluster's token in; a wrong token is a 401, none at all the 403 of the anonymous user. */
export function authenticate(options: {
  header: string | undefined;
  method: string;
  path: string;
  token: string;
}): void {
  const { header, method, path, token } = options;
  if (header === undefined) {
    if (publicPaths.has(path)) return;
    const verb = method.toLowerCase();
    throw StatusError.forbidden(
      `forbidden: User "system:anonymous" cannot ${verb} path "${path}"`,
      {},
    );
  }
  const [, given] = /^bearer\s+(\S+)$/i.exec(header) ?? [];
  if (given === undefined || !isSameSecret(given, token)) {
    throw new StatusError({
      code: 401,
      reason: 'Unauthorized',
      message: 'Unauthorized',
    });
  }
}
