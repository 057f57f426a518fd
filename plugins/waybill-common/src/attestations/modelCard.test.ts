import { buildModelCard } from './modelCard';
import { readModelCardText } from './modelCardText';
import { bareFacts, packageFacts } from './__testUtils__/packageFacts';

const CARD = `---
license: apache-2.0
language:
  - en
  - de
tags: [flowers]
pipeline_tag: tabular-classification
library_name: sklearn
datasets:
  - acme/iris
base_model: acme/base
base_model_relation: finetune
model-index:
  - name: iris
    results:
      - task: { type: classification }
        dataset: { name: iris, type: acme/iris }
        metrics:
          - type: accuracy
            value: 0.97
---
# Iris

Tells irises apart.

## Uses

### Direct Use

<!-- a hint -->
Counting irises.

### Out-of-Scope Use

Roses.

\`\`\`
# Limitations
not a heading
\`\`\`

## Bias, Risks, and Limitations

Knows **three** kinds.

## Environmental Impact

[More Information Needed]
`;

describe('readModelCardText', () => {
  it('reads the head and the sections of a card as hubs have them', () => {
    expect(readModelCardText(CARD)).toEqual({
      licenses: ['apache-2.0'],
      languages: ['en', 'de'],
      tags: ['flowers'],
      task: 'tabular-classification',
      framework: 'sklearn',
      datasets: [{ name: 'acme/iris' }],
      baseModels: [{ name: 'acme/base', relation: 'finetune' }],
      metrics: [{ name: 'accuracy', value: '0.97', dataset: 'iris' }],
      considerations: {
        useCases: 'Counting irises.',
        outOfScope: 'Roses.\n\n```\n# Limitations\nnot a heading\n```',
        limitations: 'Knows **three** kinds.',
      },
    });
  });

  it.each([
    ['nothing', ''],
    ['a head that does not end', '---\nlicense: mit\n'],
    ['a head that is no YAML', '---\n{ : [\n---\n'],
    ['a head that is a list', '---\n- a\n---\n'],
    [
      'a head that multiplies itself',
      `---\na: &a [x,x]\n${'bcdefghij'
        .split('')
        .map(
          (key, index) =>
            `${key}: &${key} [${`*${'abcdefghij'[index]},`.repeat(9)}]`,
        )
        .join('\n')}\nlicense: *j\n---\n`,
    ],
    ['values of other types', '---\nlicense: {a: 1}\ntags: [[x]]\n---\n'],
  ])('makes nothing of %s', (_, text) => {
    expect(readModelCardText(text)).toEqual({
      licenses: [],
      languages: [],
      tags: [],
      datasets: [],
      baseModels: [],
      metrics: [],
      considerations: {},
    });
  });
});

describe('buildModelCard', () => {
  it('says what is known', () => {
    const licenses = ['apache-2.0', 'Our own terms', 'Apache-2.0'];
    expect(buildModelCard(packageFacts({ licenses }))).toMatchObject({
      name: 'iris',
      format: 'modelkit',
      licenses: ['Apache-2.0', 'Our own terms'],
      weights: { format: 'safetensors', parameterCount: 1200 },
      considerations: { useCases: 'Counting irises' },
      document: { path: 'README.md' },
    });
  });

  it('says nothing of what is not', () => {
    expect(buildModelCard(bareFacts())).toEqual({
      name: 'bare',
      format: 'artifact',
    });
  });
});
