/** `GET /registries`: where packages may be, and what forms start with. @public */
export interface RegistryList {
  /** Hosts of `waybill.registries`, in configured order. */
  readonly items: readonly { readonly host: string }[];
  /** `waybill.defaults`, as far as it is set. */
  readonly defaults: {
    readonly registry?: string;
    readonly repositoryPrefix?: string;
    readonly gitHost?: string;
    readonly gitOwner?: string;
  };
}

/** `GET /tags?repository=host/path`: the versions that a repository has. @public */
export interface RepositoryTags {
  readonly repository: string;
  /** Newest first by semver; tags that are no semver after them, by name. The first of them where there are too many. */
  readonly tags: readonly string[];
  /** How many there are; 0 where there is no such repository. */
  readonly total: number;
}
