import { parse, parseDocument, visit } from 'yaml';
import { buildDeployFiles, type RepositoryFile } from '../../environments';
import type { ModelDeclaration } from '../../declaration';
import { addVersionMarkers } from './addVersionMarkers';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

const declaration: ModelDeclaration = {
  name: 'iris',
  package: {
    repository: 'registry.example.com/models/iris',
    version: '1.0.0',
    digest: DIGEST,
  },
  serving: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci' },
  },
  environments: ['dev', 'production'].map(name => ({
    name,
    namespace: name,
    profile: {},
  })),
  form: 'kustomize',
};

const mark = (change: Partial<ModelDeclaration> = {}) => {
  const files = buildDeployFiles({ ...declaration, ...change });
  return {
    files,
    marked: addVersionMarkers(files, {
      name: 'iris',
      environment: 'dev',
      package: declaration.package,
    }),
  };
};

const contentOf = (files: readonly RepositoryFile[], path: string) =>
  files.find(file => file.path === path)?.content ?? '';

/** Every scalar with Flux' marker, as its automation finds them. */
function markedScalars(content: string): Record<string, string> {
  const found: Record<string, string> = {};
  visit(parseDocument(content), {
    Scalar: (_, { comment, value }) => {
      const match = /\$imagepolicy": "(\S+)"/.exec(comment ?? '');
      if (match) found[match[1]] = String(value);
    },
  });
  return found;
}

const MARKERS = {
  'flux-system:iris:tag': '1.0.0',
  'flux-system:iris:digest': DIGEST,
};

describe('addVersionMarkers', () => {
  describe('with Kustomize', () => {
    const { files, marked } = mark();

    it('holds version and digest in scalars of their own, which no cluster sees', () => {
      const content = contentOf(marked, 'environments/dev/model-version.yaml');
      expect(markedScalars(content)).toEqual(MARKERS);
      expect(parse(content)).toEqual({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'iris-version',
          annotations: { 'config.kubernetes.io/local-config': 'true' },
        },
        data: { version: '1.0.0', digest: DIGEST },
      });
    });

    it('keeps the prefix of storageUri, and says nothing that would run without the replacement', () => {
      const { spec, metadata } = parse(
        contentOf(marked, 'environments/dev/inference-service.yaml'),
      );
      expect(spec.predictor.model.storageUri).toBe(
        'oci://registry.example.com/models/iris@from-model-version',
      );
      expect(metadata.annotations['waybill.dev/version']).toBe(
        'from-model-version',
      );
    });

    it('has Kustomize put them where they were', () => {
      const before = parse(
        contentOf(files, 'environments/dev/kustomization.yaml'),
      );
      const target = (fieldPath: string) => ({
        select: { kind: 'InferenceService', name: 'iris' },
        fieldPaths: [fieldPath],
      });
      const source = (fieldPath: string) => ({
        kind: 'ConfigMap',
        name: 'iris-version',
        fieldPath,
      });
      expect(
        parse(contentOf(marked, 'environments/dev/kustomization.yaml')),
      ).toEqual({
        ...before,
        resources: [...before.resources, 'model-version.yaml'],
        replacements: [
          {
            source: source('data.version'),
            targets: [target('metadata.annotations.[waybill.dev/version]')],
          },
          {
            source: source('data.digest'),
            targets: [
              {
                ...target('spec.predictor.model.storageUri'),
                options: { delimiter: '@', index: 1 },
              },
            ],
          },
        ],
      });
    });

    it('leaves the other environments as they are', () => {
      const others = (all: readonly RepositoryFile[]) =>
        all.filter(({ path }) => !path.startsWith('environments/dev/'));
      expect(others(marked)).toEqual(others(files));
    });
  });

  it('with Helm marks the values', () => {
    const { files, marked } = mark({ form: 'helm' });
    const path = 'environments/dev/values.yaml';
    expect(markedScalars(contentOf(marked, path))).toEqual(MARKERS);
    expect(parse(contentOf(marked, path))).toEqual(
      parse(contentOf(files, path)),
    );
    expect(marked.map(file => file.path)).toEqual(files.map(file => file.path));
  });

  it('refuses an environment in which nothing is pinned', () => {
    expect(() =>
      addVersionMarkers(buildDeployFiles(declaration), {
        name: 'iris',
        environment: 'staging',
        package: declaration.package,
      }),
    ).toThrow(expect.objectContaining({ code: 'MISSING' }));
  });

  it.each([
    { name: 'a"}' },
    { environment: '../dev' },
    { controlNamespace: ':' },
  ])('refuses %j', change => {
    expect(() =>
      addVersionMarkers([], {
        name: 'iris',
        environment: 'dev',
        package: declaration.package,
        ...change,
      }),
    ).toThrow(expect.objectContaining({ code: 'INVALID_NAME' }));
  });
});
