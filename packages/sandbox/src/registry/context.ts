import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ManifestStore } from './ManifestStore';
import type { RegistryStorage } from './storage';
import type { UploadSessions } from './UploadSessions';

/** What the handlers work with. */
export interface RegistryServices {
  readonly storage: RegistryStorage;
  readonly uploads: UploadSessions;
  readonly manifests: ManifestStore;
}

/** One request, its path taken apart. */
export interface RegistryRequest extends RegistryServices {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** as in the path, unchecked */
  readonly parameters: readonly string[];
}

export type RegistryHandler = (context: RegistryRequest) => Promise<void>;

/** Answers without a body. */
export function writeEmpty(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | number> = {},
): void {
  response.writeHead(
    status,
    status === 204 || status === 304
      ? headers
      : { 'Content-Length': 0, ...headers },
  );
  response.end();
}

/** Answers with JSON. */
export function writeJson(
  response: ServerResponse,
  body: unknown,
  headers: Record<string, string | number> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}
