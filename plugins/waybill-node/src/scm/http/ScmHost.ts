import type { Repo } from '../client/Repo';

/**
 * A Git host as its HTTP client sees it: where it is, what it is called in messages, and how it is asked.
 *
 * @internal
 */
export interface ScmHost {
  /** `GitHub`, as its makers write it. */
  readonly kind: string;
  /** Key of the configuration where its credentials are: `integrations.github`. */
  readonly integration: string;
  /** What to check there: `token`, `username and password (token)`. */
  readonly credentialName: string;
  /** Host with port, for messages. */
  readonly host: string;
  /** Every request goes below it, and nowhere else; without a trailing slash. */
  readonly apiBaseUrl: string;
  readonly timeoutMs: number;
  /** Credentials for a repository, asked for with each request: some of them expire. */
  getHeaders(repo: Repo): Promise<Readonly<Record<string, string>>>;
  /** What the host says in the body of a refusal, where that is not `message`. */
  readMessage?(body: unknown): string | undefined;
  /** Whether an answer that looks like something else says that the credentials are wrong. */
  isSignIn?(status: number, contentType: string): boolean;
}
