import { isMap, type JsonMap } from '../patches';

const DIGEST = '^sha256:[0-9a-f]{64}$';

/**
 * JSON Schema of a chart's values: a misspelt name or a missing version is told by Helm before anything is applied. What is
 * passed on as it is (resources, tolerations) is left to Kubernetes.
 */
export function buildValuesSchema(defaults: JsonMap): object {
  const { model } = defaults;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    ...(isMap(model) && { required: ['model'] }),
    properties: {
      ...Object.fromEntries(
        Object.entries(defaults).map(([key, value]) => [
          key,
          key === 'model' ? modelSchema() : schemaOf(value),
        ]),
      ),
      global: { type: 'object' },
    },
    additionalProperties: false,
  };
}

function modelSchema(): object {
  return {
    type: 'object',
    description: 'Which version runs: the digest decides.',
    required: ['repository', 'digest'],
    properties: {
      repository: { type: 'string', minLength: 1 },
      version: { type: 'string', minLength: 1 },
      digest: { type: 'string', pattern: DIGEST },
    },
    additionalProperties: false,
  };
}

/** Groups are closed; what they hold is of the type that it has in the chart, or is not there. */
function schemaOf(value: unknown): object {
  if (isMap(value) && typeof value.enabled === 'boolean') {
    return {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, typeOf(inner)]),
      ),
    };
  }
  return typeOf(value);
}

function typeOf(value: unknown): object {
  if (Array.isArray(value)) return { type: ['array', 'null'] };
  if (isMap(value)) return { type: ['object', 'null'] };
  // A number may be given where the chart has a share in percent, and the other way round.
  return typeof value === 'boolean' ? { type: 'boolean' } : {};
}
