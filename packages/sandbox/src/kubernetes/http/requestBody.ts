import type { IncomingMessage } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { BodyTooLargeError, readBody } from '../../http';
import { isJsonObject } from '../fieldPath';
import type { JsonObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';

/** The real API server's limit of a request body. */
const maxBodyBytes = 3 * 1024 * 1024;

const jsonTypes = ['application/json', ''];
const yamlTypes = ['application/yaml', 'application/apply-patch+yaml'];

/** Reads a body of JSON or YAML. */
export async function readRequestBody(
  request: IncomingMessage,
): Promise<unknown> {
  const type = contentTypeOf(request);
  let text: string;
  try {
    text = (await readBody(request, maxBodyBytes)).toString('utf8');
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new StatusError({
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: `Request entity too large: limit is ${maxBodyBytes}`,
    });
  }
  if (text.trim() === '') return undefined;
  try {
    // Few aliases: a YAML bomb must not eat the memory.
    return yamlTypes.includes(type)
      ? parseYaml(text, { maxAliasCount: 100 })
      : JSON.parse(text);
  } catch {
    throw StatusError.badRequest(
      'the object provided is unrecognized (must be valid JSON or YAML)',
    );
  }
}

/** Reads an object to be written; JSON or YAML only, protobuf is not spoken here. */
export async function readObjectBody(
  request: IncomingMessage,
): Promise<JsonObject> {
  const type = contentTypeOf(request);
  if (!jsonTypes.includes(type) && type !== 'application/yaml') {
    throw StatusError.unsupportedMediaType([
      'application/json',
      'application/yaml',
    ]);
  }
  const body = await readRequestBody(request);
  if (
    !isJsonObject(body) ||
    (body.metadata !== undefined && !isJsonObject(body.metadata))
  ) {
    throw StatusError.badRequest(
      'the object provided is unrecognized (must be an object with metadata)',
    );
  }
  return body;
}

/** The media type without its parameters, in lower case. */
export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '')
    .split(';')[0]
    .trim()
    .toLowerCase();
}
