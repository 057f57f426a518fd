/**
 * What somebody signs in to a registry with. Where several are there: `registryToken`, then `identityToken`, then
 * username and password.
 *
 * @public
 */
export interface RegistryCredentials {
  readonly username?: string;
  readonly password?: string;
  /** Refresh token for the registry's token server (OAuth2), as docker's `identitytoken`. */
  readonly identityToken?: string;
  /** Bearer token for the registry itself, as docker's `registrytoken`. */
  readonly registryToken?: string;
}

/**
 * Where credentials come from while Waybill runs, such as docker's configuration. Asked when a registry wants them,
 * and again when it takes them no more.
 *
 * @public
 */
export interface CredentialSource {
  /**
   * @param repository - `host` as references write it; `path` where it is about one repository
   * @returns `undefined` where there are none: then nobody signs in
   * @throws RegistryError `CREDENTIALS_UNAVAILABLE`
   */
  find(
    repository: { readonly host: string; readonly path?: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<RegistryCredentials | undefined>;
}
