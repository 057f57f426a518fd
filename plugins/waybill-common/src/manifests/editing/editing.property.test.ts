/** Whatever a file looks like, an edit changes one value of it and not a byte more. */
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { planVersionBump } from './plan/planVersionBump';
import { unifiedDiff } from './plan/unifiedDiff';
import { IRIS, NEW, OLD } from './__testUtils__/repositories';

const PATH = 'k8s/dev/model.yaml';
const ADDRESS = `oci://${IRIS}@${OLD}`;

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const text = fc.oneof(
  word,
  fc.string({ maxLength: 30 }),
  fc.constantFrom('true', '1.0', '', '~', '# no comment', "it's", 'a: b', 'é'),
);

/** Something that other people wrote into their objects. */
const foreign = fc.dictionary(
  word,
  fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    ),
  })).value,
  { maxKeys: 4 },
);

const quotes = fc.constantFrom<(value: string) => string>(
  value => value,
  value => `'${value}'`,
  value => `"${value}"`,
);

/** A file of several documents with a model in one of them, written in many ways. */
const file = fc
  .record({
    before: fc.array(foreign, { maxLength: 2 }),
    annotations: foreign,
    fields: foreign,
    indent: fc.constantFrom(1, 2, 4, 7),
    quote: quotes,
    comment: fc.constantFrom('', ' # pinned', '   #'),
    isFlow: fc.boolean(),
    lineBreak: fc.constantFrom('\n', '\r\n'),
    isMarked: fc.boolean(),
    isEnded: fc.boolean(),
    startsWithMark: fc.boolean(),
  })
  .map(shape => {
    const object = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'iris', annotations: shape.annotations },
      ...shape.fields,
      spec: 'HERE',
    };
    const options = { indent: shape.indent };
    const pad = ' '.repeat(shape.indent);
    const uri = shape.quote(ADDRESS);
    const spec = shape.isFlow
      ? `spec: {predictor: {model: {storageUri: ${uri}, runtime: x}}}${shape.comment}`
      : [
          'spec:',
          `${pad}predictor:`,
          `${pad.repeat(2)}model:${shape.comment}`,
          `${pad.repeat(3)}storageUri:  ${uri}${shape.comment}`,
          `${pad.repeat(3)}runtime: x`,
        ].join('\n');
    const documents = [
      ...shape.before.map(other => stringify({ data: other }, options)),
      stringify(object, options).replace('spec: HERE\n', () => `${spec}\n`),
    ];
    const content = `${shape.isMarked ? '---\n' : ''}${documents.join(
      '---\n',
    )}`;
    return `${shape.startsWithMark ? '\uFEFF' : ''}${(shape.isEnded
      ? content
      : content.replace(/\n$/, '')
    ).replace(/\n/g, () => shape.lineBreak)}`;
  });

const bump = (content: string) =>
  planVersionBump([{ path: PATH, content }], {
    repository: IRIS,
    version: '1.1.0',
    digest: NEW,
    target: { environments: ['dev'] },
  });

const valuesOf = (content: string) => {
  const documents = parseAllDocuments(content);
  return Array.isArray(documents)
    ? documents.map(document => document.toJS())
    : [];
};

describe('an edited file', () => {
  it('differs in the digest alone, byte for byte', () => {
    fc.assert(
      fc.property(file, content => {
        const [edited] = bump(content).files;
        expect(edited.content).toBe(content.replace(OLD, () => NEW));
      }),
    );
  });

  it('says the same as before but for the digest', () => {
    fc.assert(
      fc.property(file, content => {
        const [edited] = bump(content).files;
        expect(JSON.stringify(valuesOf(edited.content))).toBe(
          JSON.stringify(valuesOf(content)).replace(OLD, () => NEW),
        );
      }),
    );
  });

  it('has nothing left to be changed', () => {
    fc.assert(
      fc.property(file, content => {
        const [edited] = bump(content).files;
        expect(bump(edited.content)).toMatchObject({ edits: [], files: [] });
      }),
    );
  });
});

describe('unifiedDiff', () => {
  const lines = fc
    .array(fc.constantFrom('a', 'b', 'c', '', 'd e'), { maxLength: 25 })
    .map(list => list.join('\n'));

  it('gives the other text to whoever applies it', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = unifiedDiff('file', before, after);
        expect(applyDiff(before, diff)).toBe(after);
      }),
    );
  });

  it('is empty for equal texts', () => {
    expect(unifiedDiff('file', 'a\n', 'a\n')).toBe('');
  });

  it('shows a new file', () => {
    expect(unifiedDiff('file', undefined, 'a\nb\n')).toBe(
      '--- /dev/null\n+++ b/file\n@@ -0,0 +1,2 @@\n+a\n+b\n',
    );
  });

  const END = '\\ No newline at end of file';

  /** What `patch` does, without looking for moved places. */
  function applyDiff(before: string, diff: string): string {
    if (diff === '') return before;
    const old = before.split('\n');
    if (old[old.length - 1] === '') old.pop();
    const result: string[] = [];
    let at = 0;
    let isEnded = before.endsWith('\n');
    const steps = diff.split('\n').slice(2, -1);
    steps.forEach((step, index) => {
      const [, start, length] = /^@@ -(\d+),(\d+)/.exec(step) ?? [];
      if (start !== undefined) {
        const first = Number(start) - (Number(length) > 0 ? 1 : 0);
        result.push(...old.slice(at, first));
        at = first;
        return;
      }
      const isLast = steps[index + 1] === END;
      if (step.startsWith('+')) {
        result.push(step.slice(1));
        isEnded = !isLast;
      } else if (step !== END) {
        expect(old[at]).toBe(step.slice(1));
        if (step.startsWith(' ')) {
          result.push(old[at]);
          isEnded = !isLast;
        }
        at += 1;
      }
    });
    result.push(...old.slice(at));
    if (at < old.length) isEnded = before.endsWith('\n');
    return result.join('\n') + (isEnded && result.length > 0 ? '\n' : '');
  }
});
