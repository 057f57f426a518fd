import goYaml from './__fixtures__/goYaml.json';
import judgedKitfiles from './__fixtures__/kitfiles.json';
import modelkit from './__fixtures__/modelkit.json';
import { KitfileError } from './KitfileError';
import { kitfileConfigJson } from './kitfileConfig';
import { parseKitfile } from './parseKitfile';

const judged: readonly {
  readonly name: string;
  readonly text: string;
  readonly kit: string;
  readonly waybill?: string;
}[] = judgedKitfiles.kitfiles;

function errorOf(text: string): KitfileError {
  try {
    parseKitfile(text);
  } catch (error) {
    if (error instanceof KitfileError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

function judge(text: string): string {
  try {
    parseKitfile(text);
    return 'accepts';
  } catch (error) {
    if (error instanceof KitfileError) return 'refuses';
    throw error;
  }
}

describe('parseKitfile', () => {
  it.each(judged.map(one => [one.name, one] as const))(
    'judges as kit 1.15 does: %s',
    (_, { text, kit, waybill = kit }) => {
      expect(judge(text)).toBe(waybill);
    },
  );

  it.each(goYaml.map(one => [JSON.stringify(one.text), one] as const))(
    'reads what kit 1.15 reads: %s',
    (_, { text, config }) => {
      expect(kitfileConfigJson(parseKitfile(text))).toBe(config);
    },
  );

  it('reads every section, and leaves out what is empty', () => {
    expect(parseKitfile(modelkit.kitfile)).toStrictEqual({
      manifestVersion: '1.0.0',
      package: {
        name: 'iris',
        version: '1.0.0',
        description: 'Golden kit',
        license: 'MIT',
        authors: ['Waybill'],
      },
      model: {
        name: 'iris',
        path: './models',
        license: 'MIT',
        framework: 'sklearn',
        version: '1.0.0',
        description: 'a model',
        parameters: { depth: 3 },
      },
      code: [{ path: './code', description: 'training' }],
      datasets: [
        { name: 'sample', path: './data/sample.json', license: 'CC0-1.0' },
      ],
      docs: [{ path: './docs/README.md' }],
    });
  });

  it('keeps whole numbers that JavaScript would round', () => {
    expect(
      parseKitfile(
        'model: {parameters: [9007199254740993, 18446744073709551615]}',
      ).model?.parameters,
    ).toEqual([9007199254740993n, 18446744073709551615n]);
  });

  it('takes __proto__ for a key like any other', () => {
    const { model } = parseKitfile('model: {parameters: {__proto__: {a: 1}}}');
    expect(Object.keys(model?.parameters ?? {})).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('a');
  });

  it.each<[string, Partial<KitfileError>]>([
    ['', { code: 'EMPTY', path: '' }],
    ['a: [', { code: 'INVALID_YAML', line: 1 }],
    [
      'manifestVersion: 1.0.0\nmodel:\n  pth: m\n',
      { code: 'UNKNOWN_KEY', path: 'model', line: 3 },
    ],
    [
      'code:\n- path: a\n- name: b\n',
      { code: 'UNKNOWN_KEY', path: 'code[1]', line: 3 },
    ],
    ['model: {}\nmodel: {}\n', { code: 'DUPLICATE_KEY', path: '', line: 2 }],
    [
      'package:\n  name: [a]\n',
      { code: 'WRONG_TYPE', path: 'package.name', line: 2 },
    ],
    [
      'docs:\n- path: /a\n',
      { code: 'INVALID_PATH', path: 'docs[0].path', line: 2 },
    ],
    [
      'model: {path: a}\ncode:\n- path: ./a\n',
      { code: 'DUPLICATE_PATH', path: 'code[0].path', line: 3 },
    ],
    [
      'datasets: [{path: d, remotePath: "r.io/x:v"}]\ndocs:\n- path: d/e\n',
      { code: 'PATH_IN_REMOTE_DATASET', path: 'docs[0].path', line: 3 },
    ],
    [
      'model:\n  parts:\n  - path: a\n    type: a b\n',
      { code: 'INVALID_PART_TYPE', path: 'model.parts[0].type', line: 4 },
    ],
    [
      'datasets: [{path: d, remoteHash: x}]',
      {
        code: 'INVALID_REMOTE_DATASET',
        path: 'datasets[0].remoteHash',
        line: 1,
      },
    ],
    [
      'datasets: [{path: d, remotePath: "s3://bucket", remoteHash: x}]',
      { code: 'INVALID_REMOTE_DATASET', path: 'datasets[0].remotePath' },
    ],
    [
      'mcpServers: [{path: a.mcpb}]',
      { code: 'INVALID_MCP_SERVER', path: 'mcpServers[0].name' },
    ],
    [
      'model:\n  parameters:\n    a:\n      1: b\n',
      { code: 'INVALID_PARAMETERS', path: 'model.parameters.a', line: 4 },
    ],
  ])('says what is wrong and where: %j', (text, expected) => {
    expect(errorOf(text)).toMatchObject({ name: 'KitfileError', ...expected });
  });

  it('tells all mistakes at once', () => {
    const { problems, message } = errorOf(
      'a: 1\nb: 2\npackage: {c: 3}\nmodel: {path: [x]}\n',
    );
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['UNKNOWN_KEY', 1],
      ['UNKNOWN_KEY', 2],
      ['UNKNOWN_KEY', 3],
      ['WRONG_TYPE', 4],
    ]);
    expect(message).toContain("'b'");
  });

  it('quotes foreign text in messages briefly and on one line', () => {
    const { message } = errorOf(`"k\\e[31m${'y'.repeat(500)}": 1\n`);
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(400);
  });

  const levels = (count: number) =>
    `model: {parameters: ${'['.repeat(count)}${']'.repeat(count)}}`;
  const bomb = [
    'model:',
    '  parameters:',
    '    a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from(
      { length: 9 },
      (_, index) =>
        `    a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`)}]`,
    ),
  ].join('\n');

  it.each([
    ['is long', `# ${'x'.repeat(256 * 1024)}`],
    ['is made of many pieces', '\n'.repeat(60_000)],
    ['is deep in brackets', levels(5_000)],
    ['is deep in lists', '- '.repeat(5_000)],
    ['is a little too deep', levels(70)],
    ['unfolds into millions of values', bomb],
    [
      'unfolds into many levels',
      `model: {parameters: {a0: &a0 x${Array.from(
        { length: 200 },
        (_, index) => `, a${index + 1}: &a${index + 1} [*a${index}]`,
      ).join('')}}}`,
    ],
  ])('refuses a text that %s', (_, text) => {
    expect(errorOf(text).code).toBe('TOO_LARGE');
  });

  it('takes as many levels as anybody needs', () => {
    expect(parseKitfile(levels(50)).model?.parameters).toHaveLength(1);
  });
});
