import { cleanKitfilePath, kitfilePathKind } from './kitfilePath';

const digest = `sha256:${'a'.repeat(64)}`;

describe('kitfilePathKind', () => {
  it.each([
    ['', 'local'],
    ['model.bin', 'local'],
    ['a/b/c', 'local'],
    ['100%', 'local'],
    [':x', 'local'],
    ['///x', 'local'],
    ['a?b:c', 'local'],
    ['ü:c', 'local'],
    ['//host/path', 'url'],
    ['https://example.com/a', 'url'],
    ['C:\\model', 'url'],
    ['host:x/a', 'url'],
    ['s3://bucket/key', 's3'],
    ['S3://bucket/key', 's3'],
    ['a:b', 'modelkit'],
    ['org/model:v1', 'modelkit'],
    ['registry.example/org/model:v1', 'modelkit'],
    ['localhost:5000/model', 'modelkit'],
    ['model:v1,v2', 'modelkit'],
    [`model@${digest}`, 'modelkit'],
    [`model:v1@${digest}`, 'modelkit'],
    [digest, 'modelkit'],
    ['a.b/c__d:t', 'modelkit'],
    ['a.b/c___d:t', 'local'],
    ['Model:v1', 'url'],
    [`model:${'t'.repeat(129)}`, 'url'],
  ])('takes %j for %s, as kit 1.15 does', (path, kind) => {
    expect(kitfilePathKind(path)).toBe(kind);
  });

  it('is quick with what would take a backtracking matcher for ever', () => {
    expect(kitfilePathKind(`a.b/${'a'.repeat(900)}!:v1`)).toBe('local');
  });
});

describe('cleanKitfilePath', () => {
  it.each([
    ['', '.'],
    ['.', '.'],
    ['./', '.'],
    ['./a//b/./c/', 'a/b/c'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['../a', '../a'],
    ['../../a/..', '../..'],
    ['/', '/'],
    ['/../a/', '/a'],
  ])('makes %j %j', (path, clean) => {
    expect(cleanKitfilePath(path)).toBe(clean);
  });
});
