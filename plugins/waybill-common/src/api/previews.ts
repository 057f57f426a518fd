import type { ServingNote } from '../artifact/compatibility';
import type {
  DeclarationForm,
  DeclarationProblem,
  DeliveryEngine,
  EnvironmentProfile,
  ModelDeclaration,
} from '../manifests/declaration';
import type { EnvironmentDifference } from '../manifests/environments';

/** How the configuration says that an environment is declared and delivered. @public */
export interface EnvironmentPreset {
  /** Name of the environment. */
  readonly name: string;
  readonly engine: DeliveryEngine;
  readonly source: 'git' | 'oci';
  readonly form: DeclarationForm;
  /** What models start with there; a form may change it. */
  readonly profile: EnvironmentProfile;
}

/** What else is in the Git repository of a model; each is left out where it is absent. @public */
export interface RepositoryChoices {
  /** Name of a variant of the model repository: `sklearn`, `onnx`, … Only what is deployed is written where absent. */
  readonly variant?: string;
  /** Names of CI systems: `github`, `gitlab`, `tekton`. */
  readonly ci?: readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
  /** Entity reference. */
  readonly owner?: string;
  readonly system?: string;
  /** Markdown. */
  readonly modelCard?: string;
}

/** `POST /previews`: what would be written. @public */
export interface PreviewRequest {
  readonly declaration: ModelDeclaration;
  readonly repository?: RepositoryChoices;
  /** Two environments whose difference is wanted. */
  readonly compare?: { readonly from: string; readonly to: string };
}

/** A file as it would be written. @public */
export interface PreviewFile {
  /** `/`-separated, relative to the repository's root. */
  readonly path: string;
  readonly content: string;
  /** The file is longer than is sent. */
  readonly isCut?: boolean;
}

/** An object as it would be in the cluster. @public */
export interface PreviewObject {
  readonly kind: string;
  readonly name: string;
  readonly yaml: string;
}

/** Answer of `POST /previews`. @public */
export interface Preview {
  /** What cannot be written, at the field; then there are no files. */
  readonly problems: readonly DeclarationProblem[];
  /** Sorted by path. */
  readonly files: readonly PreviewFile[];
  readonly environments: readonly {
    readonly name: string;
    readonly objects: readonly PreviewObject[];
  }[];
  /** Where `compare` was asked for. */
  readonly differences?: readonly EnvironmentDifference[];
  /** What there is to say of serving the package, by environment. */
  readonly notes: readonly ServingNote[];
}

/** `POST /previews/edits`: what a change would do to a repository that is there. @public */
export interface EditPreviewRequest {
  /** URL of the Git repository, as a browser opens it. */
  readonly repositoryUrl: string;
  /** Branch; the default one where absent. */
  readonly branch?: string;
  /** Name of the served model. */
  readonly name: string;
  /** Environments whose pins are moved; all where absent. */
  readonly environments?: readonly string[];
  readonly to: {
    readonly repository: string;
    readonly version: string;
    readonly digest: string;
  };
}

/** A file before and after. @public */
export interface FileEdit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Answer of `POST /previews/edits`. @public */
export interface EditPreview {
  /** The commit that was read. */
  readonly commit: string;
  readonly edits: readonly FileEdit[];
  /** Why something is left alone, or nothing can be done, with file and line. */
  readonly refusals: readonly {
    readonly code: string;
    readonly message: string;
    readonly path?: string;
    readonly line?: number;
  }[];
}
