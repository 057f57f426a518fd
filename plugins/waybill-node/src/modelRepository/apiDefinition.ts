import type { VariantFacts } from './variants';

const JSON_BODY = (schema: object) => ({
  content: { 'application/json': { schema } },
});

const ERROR = {
  description: 'What was wrong with the request',
  ...JSON_BODY({
    type: 'object',
    properties: { error: { type: 'string' } },
  }),
};

/** The OpenAPI document of the endpoint, as small as a client needs it. */
export function describeApi(
  name: string,
  title: string,
  { protocol }: Pick<VariantFacts, 'protocol'>,
): object {
  return {
    openapi: '3.0.3',
    info: { title: `${title}, predictions`, version: protocol },
    paths: {
      ...(protocol === 'openai' ? openAiPaths() : predictPaths(name)),
      ...(protocol === 'v2' && tensorPaths(name)),
    },
  };
}

function operation(
  operationId: string,
  summary: string,
  request: object,
  answer: object,
) {
  return {
    post: {
      operationId,
      summary,
      requestBody: { required: true, ...JSON_BODY(request) },
      responses: {
        '200': { description: 'The answer', ...JSON_BODY(answer) },
        '400': ERROR,
        '503': ERROR,
      },
    },
  };
}

const ANY_LIST = { type: 'array', items: {} };

function predictPaths(name: string): object {
  return {
    [`/v1/models/${name}:predict`]: operation(
      'predict',
      'One prediction for each instance',
      {
        type: 'object',
        required: ['instances'],
        properties: { instances: { ...ANY_LIST, minItems: 1 } },
      },
      { type: 'object', properties: { predictions: ANY_LIST } },
    ),
  };
}

function tensorPaths(name: string): object {
  const tensors = {
    type: 'array',
    items: {
      type: 'object',
      required: ['name', 'shape', 'datatype', 'data'],
      properties: {
        name: { type: 'string' },
        shape: { type: 'array', items: { type: 'integer' } },
        datatype: { type: 'string' },
        data: ANY_LIST,
      },
    },
  };
  return {
    [`/v2/models/${name}/infer`]: operation(
      'infer',
      'Named tensors to named tensors (open inference protocol)',
      {
        type: 'object',
        required: ['inputs'],
        properties: { id: { type: 'string' }, inputs: tensors },
      },
      { type: 'object', properties: { outputs: tensors } },
    ),
  };
}

function openAiPaths(): object {
  return {
    '/v1/chat/completions': operation(
      'chat',
      'The next message of a conversation',
      {
        type: 'object',
        required: ['model', 'messages'],
        properties: {
          model: { type: 'string' },
          messages: { type: 'array', items: { type: 'object' } },
        },
      },
      { type: 'object' },
    ),
  };
}
