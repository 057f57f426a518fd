/** An answer of the Git remote that is not a success; its API tells it as `{message, url}`. */
export class GitError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 422 | 503,
    message: string,
  ) {
    super(message);
    this.name = 'GitError';
  }
}
