import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  PredicateType,
  ProvenanceBuildType,
  buildModelCard,
} from '@waybill/backstage-plugin-waybill-common';

const ROOT = path.resolve(__dirname, '../../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const text = read('docs/reference/attestations.md');

/** The members of a file's union of texts. */
function membersOf(file: string): string[] {
  const source = read(`plugins/waybill-node/src/${file}`);
  return [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, member]) => member);
}

/** What the rows of tables begin with, below a heading. */
function rowsBelow(heading: string): string[] {
  const [, part] = text.split(`## ${heading}\n`);
  return [...part.split('\n## ')[0].matchAll(/^\| `(\w+)`/gm)].map(
    ([, name]) => name,
  );
}

describe('docs/reference/attestations.md', () => {
  it('names every predicate type and build type', () => {
    const uris = [
      ...Object.values(PredicateType),
      ...Object.values(ProvenanceBuildType),
    ];
    expect(uris.filter(uri => !text.includes(`\`${uri}\``))).toEqual([]);
  });

  it('names every reason and code, and none that there is not', () => {
    expect(rowsBelow('Model signatures').sort()).toEqual(
      membersOf('modelSigning/ModelVerdict.ts').sort(),
    );
    expect(rowsBelow('Errors of attesting').sort()).toEqual(
      membersOf('attesting/AttestationError.ts').sort(),
    );
  });

  it('shows a model card as it is built', () => {
    const [, json] = /```json\n([^]*?)```/.exec(text) ?? [];
    const card = JSON.parse(json);
    const { weights, document, ...facts } = card;
    const built = buildModelCard({
      ...facts,
      repository: 'r.example/models/iris',
      digest: `sha256:${'a'.repeat(64)}`,
      files: [],
      weightsFormat: weights.format,
      architecture: weights.architecture,
      quantization: weights.quantization,
      parameterCount: weights.parameterCount,
      parametersByType: weights.parametersByType,
      modelCard: document,
    });
    expect(built).toEqual(card);
    expect(Object.keys(built)).toEqual(Object.keys(card));
  });
});
