import type {
  CredentialSource,
  RegistryCredentials,
} from './access/RegistryCredentials';

/** How to reach one registry, or a mirror of one, and as whom. @public */
export interface RegistryAccess extends RegistryCredentials {
  /** `registry.example.com:5000` */
  readonly host: string;
  /** Plain HTTP; only where configured. */
  readonly plainHttp: boolean;
  /** Certificates of the authority that signed the registry's own, PEM; those that the machine trusts count too. */
  readonly ca?: string;
  /** Certificate with which the client says who it is, PEM; `clientKey` belongs to it. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** Asked where no credentials are written here. */
  readonly credentials?: CredentialSource;
}

/** A copy of a registry that is read in its place. @public */
export interface MirrorSettings extends RegistryAccess {
  /** Path below which the mirror keeps the repositories: `dockerhub` for `mirror.example.com/dockerhub/library/nginx`. */
  readonly pathPrefix?: string;
  /** True where tags are resolved there too. What a tag names there may be old; a digest is always right. */
  readonly hasTags?: boolean;
}

/** How to talk to one registry. @public */
export interface RegistrySettings extends RegistryAccess {
  /** Asked in this order for what is named by digest, before the registry itself. Nothing is written there. */
  readonly mirrors?: readonly MirrorSettings[];
  /** True where the registry takes a blob in one request only. Known of GHCR, ECR and Google's by their names. */
  readonly monolithicUploads?: boolean;
}
