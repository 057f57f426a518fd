import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { BodyTooLargeError, readBody } from '../http';
import { GitError } from './GitError';
import type { GitStore, StoredRepository } from './GitStore';
import type { PullStore } from './PullStore';
import type { RepositoryLocks } from './RepositoryLocks';

const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** The one account: its name is also an organisation, so that clients which insist on either are served. */
export interface GitAccount {
  readonly username: string;
  readonly email: string;
}

/** What the handlers work with. */
export interface GitServices {
  readonly store: GitStore;
  readonly pulls: PullStore;
  readonly locks: RepositoryLocks;
  readonly account: GitAccount;
  /** `http://127.0.0.1:3100` */
  readonly baseUrl: string;
}

/** One request, its path taken apart. */
export interface GitRequest extends GitServices {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly parameters: readonly string[];
  /** whether the client has proven to be the account */
  readonly isAuthenticated: boolean;
}

export type GitHandler = (context: GitRequest) => Promise<void>;

/** Finds the repository that the first two parameters name. A private one is hidden from who is not the account. */
export async function requireRepository(
  context: GitRequest,
): Promise<StoredRepository> {
  const [owner, name] = context.parameters;
  const repository = await context.store.find(owner, name);
  if (!repository || (repository.isPrivate && !context.isAuthenticated)) {
    throw new GitError(404, "The target couldn't be found.");
  }
  return repository;
}

export function requireAuthentication({ isAuthenticated }: GitRequest): void {
  if (!isAuthenticated) throw new GitError(401, 'token is required');
}

/** Reads a JSON body. @throws GitError 422 that names the first wrong field */
export async function readJson<T>(
  { request }: GitRequest,
  schema: z.ZodType<T>,
): Promise<T> {
  let value: unknown;
  try {
    const bytes = await readBody(request, MAX_JSON_BYTES);
    value = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof BodyTooLargeError)
      throw new GitError(413, error.message);
    throw new GitError(422, 'the body is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new GitError(422, `[${issue.path.join('.')}]: ${issue.message}`);
}

export function writeJson(
  { request, response }: GitRequest,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/json;charset=utf-8',
    'Content-Length': bytes.length,
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

export function writeNothing({ response }: GitRequest, status: number): void {
  response.writeHead(status, status === 204 ? {} : { 'Content-Length': 0 });
  response.end();
}
