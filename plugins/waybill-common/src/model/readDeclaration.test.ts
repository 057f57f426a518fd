import { uriOf, V1 } from './__fixtures__/placements';
import { readDeclaration } from './readDeclaration';

function overlay(storageUri: string, more = ''): string {
  return `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  annotations:
    waybill.dev/version: "1.0.0"
spec:
  predictor:
    model:
      storageUri: ${storageUri}
${more}`;
}

describe('readDeclaration', () => {
  it('reads the pinned digest and the version', () => {
    expect(readDeclaration(overlay(uriOf(V1)))).toEqual({
      state: 'found',
      storageUri: uriOf(V1),
      digest: V1,
      version: '1.0.0',
    });
  });

  it('reads one InferenceService among other documents, with anchors', () => {
    const text = `---
kind: ConfigMap
data: &data {a: b}
---
${overlay(uriOf(V1)).replace(
  'metadata:',
  'data: &again {a: b}\nmore: *again\nmetadata:',
)}`;
    expect(readDeclaration(text).state).toBe('found');
  });

  it('reads what a server of one’s own is told', () => {
    const text = `kind: InferenceService
metadata:
  name: iris
spec:
  predictor:
    containers:
      - name: sidecar
        env: [{name: STORAGE_URI, value: 'oci://r.example/other:1'}]
      - name: kserve-container
        env:
          - {name: A, value: b}
          - {name: STORAGE_URI, value: '${uriOf(V1)}'}
`;
    expect(readDeclaration(text)).toEqual({
      state: 'found',
      storageUri: uriOf(V1),
      digest: V1,
    });
  });

  it('reads a Deployment by its annotation', () => {
    const reference = `r.example/models/iris@${V1}`;
    const text = `kind: Deployment
metadata:
  name: redis
---
kind: Deployment
metadata:
  name: iris
  annotations:
    waybill.dev/version: 1.0.0
    waybill.dev/model: ${reference}
`;
    expect(readDeclaration(text)).toEqual({
      state: 'found',
      storageUri: reference,
      digest: V1,
      version: '1.0.0',
    });
    expect(readDeclaration(text.replace(`@${V1}`, ':1.0.0')).state).toBe(
      'unpinned',
    );
  });

  it("reads a chart's values", () => {
    const text = `model:
  repository: r.example/models/iris
  version: 1.0.0
  digest: ${V1}
resources: {}
`;
    expect(readDeclaration(text)).toEqual({
      state: 'found',
      storageUri: `oci://r.example/models/iris@${V1}`,
      digest: V1,
      version: '1.0.0',
    });
    expect(readDeclaration(text.replace('repository', 'repo'))).toEqual({
      state: 'unpinned',
      error: 'The file names no model: model.repository is missing',
    });
    expect(readDeclaration(text.replace(V1, 'sha256:12')).state).toBe(
      'unpinned',
    );
  });

  it.each([
    [
      'a tag',
      'oci://r.example/models/iris:1.0.0',
      'The file names the model by tag and not by digest',
    ],
    [
      'other storage',
      's3://bucket/iris',
      "'s3://bucket/iris' is not a storageUri of an OCI registry: give oci://host/path@sha256:….",
    ],
    [
      'a bad digest',
      'oci://r.example/models/iris@sha256:12',
      "'sha256:12' is not a digest: give 'sha256:' and 64 lower-case hexadecimal digits.",
    ],
  ])('calls %s unpinned', (_, storageUri, error) => {
    expect(readDeclaration(overlay(storageUri))).toEqual({
      state: 'unpinned',
      storageUri,
      version: '1.0.0',
      error,
    });
  });

  it('calls a file without a model unpinned', () => {
    expect(readDeclaration('kind: InferenceService')).toEqual({
      state: 'unpinned',
      error:
        'The file names no model: spec.predictor.model.storageUri is missing',
    });
  });

  it.each([
    ['nothing', '', 'The file holds 0 InferenceServices, and one was expected'],
    [
      'another kind',
      'kind: Deployment',
      'The file holds 0 InferenceServices, and one was expected',
    ],
    [
      'two',
      'kind: InferenceService\n---\nkind: InferenceService',
      'The file holds 2 InferenceServices, and one was expected',
    ],
    [
      'too much',
      ' '.repeat(140_000),
      'The file is longer than 131072 characters',
    ],
  ])('cannot read %s', (_, text, error) => {
    expect(readDeclaration(text)).toEqual({ state: 'unreadable', error });
  });

  it.each([
    ['broken YAML', 'kind: [InferenceService'],
    ['a page of HTML', '<!doctype html>\n<html>\n\t<p>: %'],
    ['a key twice', 'kind: InferenceService\nkind: InferenceService'],
    ['an alias of nothing', 'kind: *nothing'],
    [
      'an alias bomb',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefgh'
          .split('')
          .map(
            (name, index) =>
              `${name}: &${name} [${Array(9)
                .fill(`*${'abcdefgh'[index]}`)
                .join(',')}]`,
          ),
      ].join('\n'),
    ],
    ['brackets without end', '['.repeat(100_000)],
  ])('refuses %s in one line', (_, text) => {
    const { state, error } = readDeclaration(text);
    expect(state).toBe('unreadable');
    expect(error).not.toContain('\n');
    expect(error?.length).toBeLessThan(260);
  });

  it('refuses what is no text', () => {
    expect(readDeclaration(undefined as unknown as string).state).toBe(
      'unreadable',
    );
  });
});
