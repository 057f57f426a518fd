import { ANNOTATION_VERSION } from '../../kserve';
import type { KubernetesManifest } from '../../kubernetes';
import { isMap, type JsonMap } from '../patches';
import type { KustomizeReplacement } from './kustomizationFile';

const TEMPLATE_PATH = ['spec', 'template', 'metadata', 'annotations'];

/** What stands for the version until an environment fills in its own. */
const NO_VERSION = 'from-the-environment';

/**
 * A Job runs anew when its template changes, so the version stands there too: taken over from the serving object, because
 * whoever raises the version changes it in one place.
 */
export function versionReplacement(
  serving: KubernetesManifest,
  jobs: readonly KubernetesManifest[],
): KustomizeReplacement[] {
  const followers = jobs.filter(followsVersion);
  if (followers.length === 0) return [];
  const annotation = `[${ANNOTATION_VERSION}]`;
  return [
    {
      source: {
        kind: serving.kind,
        name: serving.metadata.name,
        fieldPath: `metadata.annotations.${annotation}`,
      },
      targets: followers.map(({ kind, metadata }) => ({
        select: { kind, name: metadata.name },
        fieldPaths: [`${TEMPLATE_PATH.join('.')}.${annotation}`],
      })),
    },
  ];
}

/** The Job as its component has it. */
export function withoutVersion(object: KubernetesManifest): KubernetesManifest {
  if (!followsVersion(object)) return object;
  return replaceAt(object, [...TEMPLATE_PATH, ANNOTATION_VERSION]) as never;
}

function followsVersion(object: KubernetesManifest): boolean {
  let value: unknown = object.kind === 'Job' ? object : undefined;
  for (const key of [...TEMPLATE_PATH, ANNOTATION_VERSION]) {
    value = isMap(value) ? value[key] : undefined;
  }
  return value !== undefined;
}

function replaceAt(map: JsonMap, [key, ...rest]: readonly string[]): JsonMap {
  return {
    ...map,
    [key]:
      rest.length === 0 ? NO_VERSION : replaceAt(map[key] as JsonMap, rest),
  };
}
