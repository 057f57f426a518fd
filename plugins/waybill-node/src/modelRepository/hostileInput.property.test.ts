import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { parseKitfile } from '@waybill/backstage-plugin-waybill-common';
import { buildModelRepository } from './buildModelRepository';
import {
  declarationOf,
  GENERATED_EXAMPLES,
} from './__testUtils__/generatedExamples';

const HOSTILE = [
  '"; import os; os.system("reboot") #',
  '${{ github.token }}',
  '$(reboot)',
  '`reboot`',
  'a\n---\nkind: Secret',
  'a\nRUN reboot',
  '*anchor &anchor !!python/object',
  '{{ .Values.x }}',
  '{% include "x" %}',
  '<script>alert(1)</script>',
  '[a](javascript:alert(1))',
  '| a | b |\n|---|---|',
  '# heading',
  '\u202e\u2066reversed\u2069',
  'no',
  '\u0000\u0007',
  "'''",
  '"""',
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc
    .array(fc.constantFrom(...HOSTILE), { maxLength: 4 })
    .map(parts => parts.join('\n')),
);

/** Files in which what people type may stand. */
const WITH_TEXT = [
  'Kitfile',
  'README.md',
  'catalog-info.yaml',
  'docs/index.md',
  'mkdocs.yml',
];

describe('buildModelRepository, given hostile texts', () => {
  it('keeps them out of code, scripts, pipelines and the Dockerfile', async () => {
    const plain = GENERATED_EXAMPLES['iris-sklearn'];
    const expected = (await buildModelRepository(plain)).filter(
      ({ path }) => !WITH_TEXT.includes(path),
    );
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        text,
        text,
        async (title, description, license, modelCard) => {
          const files = await buildModelRepository({
            ...plain,
            title,
            description,
            license,
            modelCard,
          });
          expect(files.filter(({ path }) => !WITH_TEXT.includes(path))).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes YAML that says what was typed and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, async (title, description, system) => {
        const files = new Map(
          (
            await buildModelRepository({
              ...GENERATED_EXAMPLES['iris-sklearn'],
              title,
              description,
              system,
            })
          ).map(({ path, content }) => [path, content]),
        );
        const entities = parseAllDocuments(files.get('catalog-info.yaml')!).map(
          document => document.toJS(),
        );
        expect(entities.map(({ kind }) => kind)).toEqual([
          'Resource',
          'Component',
          'API',
        ]);
        expect(entities[0].metadata.title ?? '').toBe(title);
        expect(entities[0].metadata.description ?? '').toBe(description);
        expect(Object.keys(parse(files.get('mkdocs.yml')!))).toEqual([
          'site_name',
          'nav',
          'plugins',
        ]);
        const { kitfile } = { kitfile: parseKitfile(files.get('Kitfile')!) };
        expect(kitfile.model?.path).toBe('model.joblib');
        expect(kitfile.code).toHaveLength(2);
      }),
      { numRuns: 100 },
    );
  });

  it('writes a heading and a sentence, in one line each, without markup', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (title, description) => {
        const files = await buildModelRepository({
          declaration: declarationOf('iris', {
            kind: 'InferenceService',
            deploymentMode: 'Standard',
            modelFormat: { name: 'onnx' },
            storage: { scheme: 'oci' },
          }),
          owner: 'ml-team',
          title: `a${title}`,
          description: `b${description}`,
        });
        const readme = files.find(({ path }) => path === 'README.md')!.content;
        const [heading, blank, sentence, end, table] = readme.split('\n');
        expect(heading).toMatch(/^# a/);
        expect([blank, end, table]).toEqual(['', '', '| | |']);
        expect(`${heading}${sentence}`).not.toMatch(/(?<!\\)(\\\\)*[<>[\]`|]/);
      }),
      { numRuns: 150 },
    );
  });
});
