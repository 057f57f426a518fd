import fc from 'fast-check';
import { parseImportSource } from './importSource';

const SHA = '0f'.repeat(32);

function kindOrCode(text: string): unknown {
  try {
    return parseImportSource(text, { hubs: ['https://hub.test'] }).kind;
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
}

describe('parseImportSource', () => {
  it.each<[string, object]>([
    [
      'hf://acme/iris',
      { kind: 'huggingface', model: 'acme/iris', revision: 'main' },
    ],
    [
      'acme/iris',
      { kind: 'huggingface', model: 'acme/iris', revision: 'main' },
    ],
    [
      'meta-llama/Llama-3.2-1B@refs/pr/7',
      {
        kind: 'huggingface',
        model: 'meta-llama/Llama-3.2-1B',
        revision: 'refs/pr/7',
      },
    ],
    [
      'hf://a.b/c@v1.0',
      { kind: 'huggingface', model: 'a.b/c', revision: 'v1.0' },
    ],
    [
      'https://hub.test/acme/iris',
      {
        kind: 'huggingface',
        model: 'acme/iris',
        revision: 'main',
        endpoint: 'https://hub.test',
      },
    ],
    [
      'https://hub.test/acme/iris/tree/v2',
      {
        kind: 'huggingface',
        model: 'acme/iris',
        revision: 'v2',
        endpoint: 'https://hub.test',
      },
    ],
    [
      'https://hub.test/acme/iris/resolve/refs%2Fpr%2F1/a/b%20c.gguf?download=true',
      {
        kind: 'huggingface',
        model: 'acme/iris',
        revision: 'refs/pr/1',
        endpoint: 'https://hub.test',
        path: 'a/b c.gguf',
      },
    ],
    [
      'https://hub.test/acme/iris/raw/more/of/it',
      { kind: 'https', url: 'https://hub.test/acme/iris/raw/more/of/it' },
    ],
    [
      `https://files.test/a%20b.gguf?x=1#sha256=${SHA}`,
      {
        kind: 'https',
        url: 'https://files.test/a%20b.gguf?x=1',
        digest: `sha256:${SHA}`,
      },
    ],
    [
      'oci://registry.test/models/iris:1.0.0',
      {
        kind: 'registry',
        reference: { host: 'registry.test', path: 'models/iris', tag: '1.0.0' },
      },
    ],
    [
      'registry.test/iris:1.0.0',
      {
        kind: 'registry',
        reference: { host: 'registry.test', path: 'iris', tag: '1.0.0' },
      },
    ],
    [
      'localhost/iris:1.0.0',
      {
        kind: 'registry',
        reference: { host: 'localhost', path: 'iris', tag: '1.0.0' },
      },
    ],
    [
      `localhost:5000/iris@sha256:${SHA}`,
      {
        kind: 'registry',
        reference: {
          host: 'localhost:5000',
          path: 'iris',
          digest: `sha256:${SHA}`,
        },
      },
    ],
    [
      'https://github.test/acme/models/tree/main/iris',
      { kind: 'git', url: 'https://github.test/acme/models/tree/main/iris' },
    ],
    [
      'https://gitlab.test/acme/models/-/tree/main/iris',
      { kind: 'git', url: 'https://gitlab.test/acme/models/-/tree/main/iris' },
    ],
    [
      'https://gitea.test/acme/models/src/branch/main/iris',
      {
        kind: 'git',
        url: 'https://gitea.test/acme/models/src/branch/main/iris',
      },
    ],
    [
      'git+ssh://git@git.test/acme/models.git//iris?ref=v1',
      { kind: 'git', url: 'ssh://git@git.test/acme/models.git//iris?ref=v1' },
    ],
    [
      'git+https://git.test/acme/models',
      { kind: 'git', url: 'https://git.test/acme/models' },
    ],
  ])('takes %s', (text, source) => {
    expect(parseImportSource(text, { hubs: ['https://hub.test'] })).toEqual(
      source,
    );
  });

  it.each<[string, string]>([
    ['', 'hf://org/name'],
    ['gpt2', 'oci://host/path:tag'],
    ['hf://gpt2', 'hf://org/name@revision'],
    ['hf://acme/iris/more', 'hf://org/name@revision'],
    ['hf://acme/../etc', 'hf://org/name@revision'],
    ['hf://acme/iris@', 'a branch, a tag or a commit'],
    ['hf://acme/iris@../main', 'a branch, a tag or a commit'],
    ['hf://acme/iris@-x', 'a branch, a tag or a commit'],
    ['registry.test/iris', 'the tag or the digest'],
    ['oci://registry.test/Iris:1', 'oci://host/path:tag'],
    ['s3://bucket/iris', 'oci://host/path:tag'],
    ['git+ssh://-oProxyCommand=x/iris', 'git+ssh://git@host'],
    ['git+ssh://git:secret@git.test/iris', 'git+ssh://git@host'],
    ['git+ext::sh -c x', 'only https://'],
    ['git+file:///etc', 'only https://'],
    ['https://files.test/model#sha256=abc', '64 hexadecimal digits'],
    ['https://hub.test/acme/iris/tree/main/onnx', 'under include'],
    ['https://hub.test/acme/iris/tree/%zz', 'a % that stands'],
    ['a'.repeat(3000), 'oci://host/path:tag'],
  ])('refuses %.80s and says what to give', (text, todo) => {
    expect(() =>
      parseImportSource(text, { hubs: ['https://hub.test'] }),
    ).toThrow(
      expect.objectContaining({
        name: 'ImportError',
        code: 'SOURCE_INVALID',
        message: expect.stringContaining(todo),
      }),
    );
  });

  it('does not show credentials', () => {
    expect(() => parseImportSource('https://me:secret@files.test/x')).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('secret'),
      }),
    );
  });

  it('gives a source or says what is wrong, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.webUrl({ withFragments: true, withQueryParameters: true }),
          fc
            .tuple(fc.constantFrom('hf://', 'oci://', 'git+', ''), fc.string())
            .map(parts => parts.join('')),
        ),
        text => {
          expect([
            'huggingface',
            'https',
            'registry',
            'git',
            'SOURCE_INVALID',
          ]).toContain(kindOrCode(text));
        },
      ),
    );
  });
});
