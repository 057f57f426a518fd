/** What Waybill writes itself, it can change: every kind of serving object in both forms, with and without automation. */
import { parseAllDocuments } from 'yaml';
import type { ModelDeclaration, ServingSpec } from '../declaration';
import { buildDeployFiles, type RepositoryFile } from '../environments';
import { addVersionMarkers } from '../flux';
import { DECLARATION } from './__testUtils__/refusedDeclarations';
import { IRIS, NEW, OLD } from './__testUtils__/repositories';
import { findModelReferences } from './references/findModelReferences';
import { planVersionBump } from './plan/planVersionBump';

const CANARY = `sha256:${'c'.repeat(64)}`;
const IMAGE = `registry.example.com/tools/server@sha256:${'d'.repeat(64)}`;

const SERVINGS: Readonly<Record<string, ServingSpec>> = {
  InferenceService: DECLARATION.serving,
  'InferenceService in Knative mode': {
    ...DECLARATION.serving,
    deploymentMode: 'Knative',
  } as ServingSpec,
  'InferenceService with its own container': {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    container: { image: IMAGE },
    storage: { scheme: 'oci' },
  },
  'InferenceService of a ModelKit': {
    ...DECLARATION.serving,
    storage: { scheme: 'kit' },
  } as ServingSpec,
  LLMInferenceService: {
    kind: 'LLMInferenceService',
    storage: { scheme: 'oci+native' },
    isRouted: true,
  },
  'Deployment of an image': { kind: 'Deployment', delivery: 'image' },
  'Deployment with an init container': {
    kind: 'Deployment',
    delivery: 'init-container',
    image: IMAGE,
    unpackImage: IMAGE,
  },
  'Deployment with an image volume': {
    kind: 'Deployment',
    delivery: 'image-volume',
    image: IMAGE,
  },
};

const canary = { trafficPercent: 10, version: '1.2.0-rc.1', digest: CANARY };

/** Whether an environment of this kind can have a canary at all. */
const TAKES_CANARY: Readonly<Record<string, boolean>> = {
  InferenceService: true,
  'InferenceService of a ModelKit': true,
  LLMInferenceService: true,
};

const cases = Object.entries(SERVINGS).flatMap(([title, serving]) =>
  (['kustomize', 'helm'] as const).flatMap(form =>
    [false, true]
      .filter(hasCanary => !hasCanary || TAKES_CANARY[title])
      .map(hasCanary => ({ title, serving, form, hasCanary })),
  ),
);

function declare({
  serving,
  form,
  hasCanary,
}: Omit<(typeof cases)[0], 'title'>): ModelDeclaration {
  const [dev, production] = DECLARATION.environments;
  return {
    ...DECLARATION,
    serving,
    form,
    environments: [
      { ...dev, profile: hasCanary ? { canary } : {} },
      production,
    ],
  };
}

const inDeploy = (files: readonly RepositoryFile[]) =>
  files.map(file => ({ ...file, path: `deploy/${file.path}` }));

const bump = (files: readonly RepositoryFile[]) =>
  planVersionBump(files, {
    repository: IRIS,
    version: '1.1.0',
    digest: NEW,
    target: { environments: ['dev'] },
  });

function valuesOf(files: readonly RepositoryFile[]) {
  return files.map(({ path, content }) => {
    if (!/\/values\.yaml$|environments\/.*\.yaml$/.test(path)) {
      return { path, content };
    }
    const documents = parseAllDocuments(content);
    return {
      path,
      content: Array.isArray(documents)
        ? documents.map(document => document.toJS())
        : [],
    };
  });
}

describe('a repository of ours', () => {
  it.each(cases)(
    '$title as $form, canary: $hasCanary',
    ({ title: _, ...shape }) => {
      const before = inDeploy(buildDeployFiles(declare(shape)));
      const plan = bump(before);
      const edited = new Map(
        plan.files.map(({ path, content }) => [path, content]),
      );
      const after = before.map(file => ({
        ...file,
        content: edited.get(file.path) ?? file.content,
      }));
      const declaration = declare(shape);
      const [dev, production] = declaration.environments;
      const wanted = inDeploy(
        buildDeployFiles({
          ...declaration,
          environments: [
            {
              ...dev,
              package: { repository: IRIS, version: '1.1.0', digest: NEW },
            },
            production,
          ],
        }),
      );
      expect(plan.files.length).toBeGreaterThan(0);
      expect(valuesOf(after)).toEqual(valuesOf(wanted));
      expect(bump(after).edits).toEqual([]);
    },
  );

  it.each(['kustomize', 'helm'] as const)(
    'with the markers of image automation, as %s',
    form => {
      const declaration = declare({
        serving: DECLARATION.serving,
        form,
        hasCanary: false,
      });
      const files = inDeploy(
        addVersionMarkers(buildDeployFiles(declaration), {
          name: 'iris',
          environment: 'dev',
          package: DECLARATION.package,
        }),
      );
      const plan = bump(files);
      expect(plan.edits.map(({ before, after }) => [before, after])).toEqual([
        ['1.0.0', '1.1.0'],
        [OLD, NEW],
      ]);
      expect(plan.files).toHaveLength(1);
      expect(plan.files[0].content.match(/\$imagepolicy/g)).toHaveLength(2);
    },
  );

  it('tells a canary from what most clients get', () => {
    const files = inDeploy(
      buildDeployFiles(
        declare({
          serving: DECLARATION.serving,
          form: 'kustomize',
          hasCanary: true,
        }),
      ),
    );
    const { references } = findModelReferences(files, { repository: IRIS });
    expect(
      references.map(({ environment, track, digest }) => [
        environment,
        track,
        digest,
      ]),
    ).toEqual([
      ['dev', 'stable', OLD],
      ['dev', 'canary', CANARY],
      ['production', 'stable', OLD],
    ]);
  });
});
