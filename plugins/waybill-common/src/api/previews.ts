import type { ServingNote } from '../artifact/compatibility';
import type {
  DeclarationForm,
  DeclarationProblem,
  DeliveryEngine,
  EnvironmentProfile,
  ModelDeclaration,
} from '../manifests/declaration';
import type {
  DeliveredReference,
  EditingRefusal,
  ReferenceQuery,
} from '../manifests/editing';
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

/**
 * Stands in a preview where a digest will stand: what is not packaged yet has none.
 *
 * @public
 */
export const FUTURE_DIGEST = `sha256:${'0'.repeat(64)}`;

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

/** A Git repository that is there, and how much of it is read. @public */
export interface GitPlace {
  /** URL of the Git repository, as a browser opens it. */
  readonly gitUrl: string;
  /** Branch; the default one where absent. */
  readonly branch?: string;
  /** Only this folder. */
  readonly path?: string;
}

/** `POST /previews/edits`: what a new version would change in a repository that is there. @public */
export interface EditPreviewRequest extends GitPlace {
  /** Which environments get it, as the repository calls them. */
  readonly environments: readonly string[];
  /** Name of the serving object, where several serve the model. */
  readonly name?: string;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  readonly version: string;
  /** What the registry says where absent; {@link FUTURE_DIGEST} where the version is still to come. */
  readonly digest?: string;
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
  /** Empty where the repository says all of it already, or where something stands in the way. */
  readonly edits: readonly FileEdit[];
  /** What people should know before they say yes. */
  readonly notes: readonly string[];
  /** What stands in the way, with file and line. */
  readonly refusals: readonly EditingRefusal[];
}

/** `POST /previews/references`: what a repository that is there says of models. @public */
export interface ReferencePreviewRequest extends GitPlace, ReferenceQuery {}

/** Answer of `POST /previews/references`. @public */
export interface ReferencePreview {
  /** The commit that was read. */
  readonly commit: string;
  /** The first of them where there are too many. */
  readonly references: readonly DeliveredReference[];
  /** How many there are. */
  readonly total: number;
  readonly notes: readonly string[];
  /** What was not understood on the way, and may matter. */
  readonly refusals: readonly EditingRefusal[];
}
