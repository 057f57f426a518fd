import {
  buildDeployFiles,
  compareEnvironments,
  type DeclaredEnvironment,
  type EnvironmentProfile,
  listDeclarationProblems,
  type ModelDeclaration,
  PROFILE_PRESETS,
  renderEnvironment,
  type ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';
import { buildModelRepository } from '@waybill/backstage-plugin-waybill-node';

/** Something that is done again and again. */
export interface ManifestsJob {
  readonly name: string;
  /** @returns how many files or objects came out */
  run(): Promise<number>;
}

const digestOf = (character: string) => `sha256:${character.repeat(64)}`;

const SERVING: Readonly<Record<string, ServingSpec>> = {
  InferenceService: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci' },
  },
  Deployment: {
    kind: 'Deployment',
    delivery: 'image-volume',
    image: `registry.example.com/server@${digestOf('f')}`,
    route: { kind: 'HTTPRoute', gateway: { name: 'models' } },
  },
};

/** What a form's preview asks for at each keystroke is all of the last four together. */
export function manifestsJobs(environments: number): ManifestsJob[] {
  return [
    ...Object.entries(SERVING).flatMap(([kind, serving]) =>
      (['kustomize', 'helm'] as const).map(form => {
        const declaration = declare(serving, form, environments);
        return {
          name: `deploy/ of a model: ${kind}, ${form}`,
          run: async () => buildDeployFiles(declaration).length,
        };
      }),
    ),
    ...previewJobs(
      declare(SERVING.InferenceService, 'kustomize', environments),
    ),
  ];
}

function previewJobs(declaration: ModelDeclaration): ManifestsJob[] {
  const names = declaration.environments.map(({ name }) => name);
  return [
    {
      name: 'all files of a repository without code',
      run: async () => (await repositoryOf(declaration)).length,
    },
    {
      name: 'all files of a repository with code and three pipelines',
      run: async () =>
        (
          await repositoryOf(declaration, {
            variant: 'sklearn',
            ci: ['github', 'gitlab', 'tekton'],
          })
        ).length,
    },
    {
      name: 'what there is to say against a declaration',
      run: async () => listDeclarationProblems(declaration).length,
    },
    {
      name: 'the objects of all environments',
      run: async () =>
        names.flatMap(name => renderEnvironment(declaration, name)).length,
    },
    {
      name: 'the difference between the first and the last environment',
      run: async () =>
        compareEnvironments(declaration, names[0], names[names.length - 1])
          .length,
    },
  ];
}

function repositoryOf(
  declaration: ModelDeclaration,
  code: Pick<Parameters<typeof buildModelRepository>[0], 'variant' | 'ci'> = {},
) {
  return buildModelRepository({
    declaration,
    owner: 'group:default/ml-team',
    ...code,
  });
}

function declare(
  serving: ServingSpec,
  form: ModelDeclaration['form'],
  environments: number,
): ModelDeclaration {
  return {
    name: 'iris',
    package: {
      repository: 'registry.example.com/models/iris',
      version: '1.0.0',
      digest: digestOf('a'),
    },
    serving,
    environments: Array.from({ length: environments }, (_, index) =>
      environmentOf(index),
    ),
    form,
  };
}

function environmentOf(index: number): DeclaredEnvironment {
  const profiles: EnvironmentProfile[] = [
    PROFILE_PRESETS.dev,
    PROFILE_PRESETS.staging,
    PROFILE_PRESETS.production,
  ];
  return {
    name: `environment-${index + 1}`,
    namespace: `models-${index + 1}`,
    profile: profiles[index % profiles.length],
  };
}
