import type { KubernetesManifest } from '../../kubernetes';
import { buildDeploymentObjects } from '../buildDeploymentObjects';
import { deploymentInput } from './deploymentInput';
import type { Changes } from './refusal';

/** The parts of a pod that the tests look at. */
export interface Pod {
  readonly [field: string]: unknown;
  readonly containers: readonly Record<string, unknown>[];
  readonly initContainers?: readonly Record<string, unknown>[];
  readonly volumes: readonly Record<string, unknown>[];
}

export function build(changes: Changes = {}): KubernetesManifest[] {
  return buildDeploymentObjects(deploymentInput(changes));
}

export function find(
  objects: readonly KubernetesManifest[],
  kind: string,
  name = 'iris',
) {
  const found = objects.find(
    object => object.kind === kind && object.metadata.name === name,
  );
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return found as KubernetesManifest & { spec: object };
}

export function podOf(
  objects: readonly KubernetesManifest[],
  name = 'iris',
): Pod {
  const { template } = find(objects, 'Deployment', name).spec as {
    template: { spec: Pod };
  };
  return template.spec;
}

export function kindsOf(objects: readonly KubernetesManifest[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}
