import type { PackageFormat } from '../../artifact';
import type { EnvironmentProfile } from './EnvironmentProfile';
import type { ServingSpec } from './ServingSpec';

/** The package that an environment runs. @public */
export interface PinnedPackage {
  /** `host/path` of the model's versions. */
  readonly repository: string;
  /** Only there to be read; the digest decides. */
  readonly version: string;
  /** `sha256:<64 hex>` */
  readonly digest: string;
  readonly format?: PackageFormat;
}

/** @public */
export interface DeclaredEnvironment {
  /** Also the name of its folder below `environments/`. */
  readonly name: string;
  readonly namespace: string;
  /** Name of its cluster, where it is known: two environments of one cluster need two namespaces. */
  readonly cluster?: string;
  readonly profile: EnvironmentProfile;
  /** Where it runs another version than the declaration's. */
  readonly package?: PinnedPackage;
}

/**
 * Everything that is declared of a model in Git: what serves it, which package, and how the environments differ. Plain
 * data; the builders turn it into objects, and `renderEnvironment` is what they all have to agree with.
 *
 * @public
 */
export interface ModelDeclaration {
  readonly name: string;
  readonly package: PinnedPackage;
  readonly serving: ServingSpec;
  /** In the order in which a version passes them. */
  readonly environments: readonly DeclaredEnvironment[];
  /** How it is written: a Kustomize base with overlays, or a Helm chart with values. */
  readonly form: DeclarationForm;
}

/** @public */
export type DeclarationForm = 'kustomize' | 'helm';
