import type { DeclaredEnvironment, ModelDeclaration } from '../../declaration';
import type { KubernetesManifest } from '../../kubernetes';
import { serializeManifests } from '../../serializeManifests';
import { buildServingObjects } from '../buildServingObjects';
import { fileStem, objectKey } from '../objectNames';
import { createPatch, mergeRulesOf } from '../patches';
import { buildEnvironmentObjects } from '../renderEnvironment';
import type { RepositoryFile } from '../RepositoryFile';
import { collectComponents, type Component } from './components';
import {
  buildKustomizeBase,
  buildKustomizeComponent,
  buildKustomizeOverlay,
} from './kustomizationFile';
import { createOverlayPatches, patchOf } from './overlayPatches';
import { versionReplacement, withoutVersion } from './versionReplacement';

/** What all environments have to know of each other. */
interface Layout {
  readonly declaration: ModelDeclaration;
  readonly base: ReadonlyMap<string, KubernetesManifest>;
  readonly components: ReadonlyMap<string, Component>;
}

type FileOf = (path: string, object: object) => RepositoryFile;

const fileOf: FileOf = (path, object) => ({
  path,
  content: serializeManifests(object),
});

/** `base/`, `components/` and `environments/`, relative to the folder that is delivered. */
export function buildKustomizeFiles(
  declaration: ModelDeclaration,
): RepositoryFile[] {
  const { name, serving, environments } = declaration;
  const base = buildServingObjects({ name, serving, profile: {} });
  const rendered = environments.map(environment => ({
    environment,
    objects: buildEnvironmentObjects(declaration, environment),
  }));
  const baseKeys = new Set(base.map(objectKey));
  const layout: Layout = {
    declaration,
    base: new Map(base.map(object => [objectKey(object), object])),
    components: collectComponents(
      rendered
        .flatMap(({ objects }) => objects)
        .filter(object => !baseKeys.has(objectKey(object))),
    ),
  };
  return [
    ...baseFiles(layout),
    ...componentFiles(layout),
    ...rendered.flatMap(({ environment, objects }) =>
      environmentFiles(layout, environment, objects),
    ),
  ];
}

function baseFiles({ declaration, base }: Layout): RepositoryFile[] {
  const files = [...base.values()].map(object => ({
    name: `${fileStem(object, declaration.name)}.yaml`,
    object,
  }));
  return [
    ...files.map(({ name, object }) => fileOf(`base/${name}`, object)),
    fileOf(
      'base/kustomization.yaml',
      buildKustomizeBase(files.map(({ name }) => name)),
    ),
  ];
}

function componentFiles({ declaration, components }: Layout): RepositoryFile[] {
  return [...components.values()].flatMap(({ name, object }) => {
    const file = `${fileStem({ ...object }, declaration.name)}.yaml`;
    const folder = `components/${name}`;
    return [
      fileOf(`${folder}/${file}`, withoutVersion(object)),
      fileOf(`${folder}/kustomization.yaml`, buildKustomizeComponent([file])),
    ];
  });
}

function environmentFiles(
  layout: Layout,
  environment: DeclaredEnvironment,
  objects: readonly KubernetesManifest[],
): RepositoryFile[] {
  const { declaration, base, components } = layout;
  const folder = `environments/${environment.name}`;
  const own = objects.filter(
    object =>
      !base.has(objectKey(object)) && !components.has(objectKey(object)),
  );
  const resources = own.map(object => ({
    path: `${fileStem(object, declaration.name)}.yaml`,
    object,
  }));
  const patches = [
    ...servingPatches(layout, environment, objects),
    ...componentPatches(layout, objects),
  ];
  return [
    ...[...resources, ...patches].map(({ path, object }) =>
      fileOf(`${folder}/${path}`, object),
    ),
    fileOf(
      `${folder}/kustomization.yaml`,
      buildKustomizeOverlay({
        namespace: environment.namespace,
        base: '../../base',
        resources: resources.map(({ path }) => path),
        components: objects.flatMap(object => {
          const component = components.get(objectKey(object));
          return component ? [`../../components/${component.name}`] : [];
        }),
        patches: patches.map(({ path }) => path),
        replacements: versionReplacement(objects[0], objects),
      }),
    ),
  ];
}

interface PatchFile {
  readonly path: string;
  readonly object: object;
}

/** The profile's patches first, the pins last: what they say of the same field is what counts. */
function servingPatches(
  { declaration, base }: Layout,
  { profile }: DeclaredEnvironment,
  objects: readonly KubernetesManifest[],
): PatchFile[] {
  const { name, serving } = declaration;
  const { canary: _, furtherCanaries: __, ...lasting } = profile;
  const unpinned = byKey(
    buildServingObjects({ name, serving, profile: lasting }),
  );
  const final = byKey(objects);
  const files = [...base].map(([key, object]) => {
    const stem = fileStem(object, name);
    const wanted = final.get(key);
    if (!wanted) return { profile: deletion(stem, object) };
    const { profile: changed, pin } = createOverlayPatches(
      object,
      unpinned.get(key) ?? object,
      wanted,
    );
    const isMain = object.kind === serving.kind;
    return {
      profile: changed && {
        path: isMain ? 'profile.yaml' : `${stem}-profile.yaml`,
        object: changed,
      },
      pin: pin && { path: `${stem}.yaml`, object: pin },
    };
  });
  return [
    ...files.flatMap(file => file.profile ?? []),
    ...files.flatMap(file => file.pin ?? []),
  ];
}

function deletion(stem: string, object: KubernetesManifest): PatchFile {
  return {
    path: `${stem}-profile.yaml`,
    object: patchOf(object, { $patch: 'delete' }),
  };
}

function componentPatches(
  { declaration, components }: Layout,
  objects: readonly KubernetesManifest[],
): PatchFile[] {
  return objects.flatMap(object => {
    const component = components.get(objectKey(object));
    if (!component) return [];
    const patch = createPatch(
      withoutVersion(component.object),
      withoutVersion(object),
      mergeRulesOf(object),
    );
    return patch
      ? [
          {
            path: `${fileStem(object, declaration.name)}.yaml`,
            object: patchOf(object, patch),
          },
        ]
      : [];
  });
}

function byKey(
  objects: readonly KubernetesManifest[],
): Map<string, KubernetesManifest> {
  return new Map(objects.map(object => [objectKey(object), object]));
}
