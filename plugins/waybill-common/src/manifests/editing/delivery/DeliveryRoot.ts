import type { BuildContext } from '../kustomize/BuildContext';
import type { ObjectTree } from '../kustomize/ObjectTree';
import { baseName, folderOf } from '../repository/paths';
import type { Place } from '../tree/Tree';

/** What applies something of the repository, and to where. @internal */
export interface DeliveryRoot {
  readonly engine?: 'flux' | 'argo-cd';
  /** `Kustomization flux-system/apps`; the folder where nobody is known to apply it. */
  readonly title: string;
  readonly place: Place;
  /** What the environment may be called by, the best first. */
  readonly words: readonly EnvironmentWord[];
  readonly namespace?: string;
  /** Folders that it is known to apply. */
  readonly folders: readonly string[];
  /** The objects as they are applied. */
  readonly build: (context: BuildContext) => ObjectTree[];
}

/** @internal */
export interface EnvironmentWord {
  readonly text: string;
  /** A folder that is called like an environment says more than a namespace that is. */
  readonly weight: number;
}

/** Folder names that say nothing about where something goes. */
const GENERIC =
  /^(\.|deploy(ments?)?|overlays?|environments?|envs?|bases?|manifests|k8s|kubernetes|kustomize|apps?|applications?|clusters?|models?|config|charts?|helm|flux|argocd|gitops|releases?|values|src|infra(structure)?)$/i;

/** Words of a folder's path: the last that says something first. @internal */
export function wordsOfFolder(folder: string): EnvironmentWord[] {
  return folder
    .split('/')
    .filter(segment => segment && !GENERIC.test(segment))
    .reverse()
    .map((text, at) => ({ text, weight: at === 0 ? 4 : 3 }));
}

/** Words of a file's path: its folder says more than its own name, which often is the model's. @internal */
export function wordsOfFile(path: string): EnvironmentWord[] {
  const stem = baseName(path).replace(/\.[^.]*$/, '');
  return [
    ...wordsOfFolder(folderOf(path)),
    ...wordsOfFolder(stem).map(({ text }) => ({ text, weight: 3 })),
  ];
}
