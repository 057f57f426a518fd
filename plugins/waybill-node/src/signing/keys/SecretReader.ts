/**
 * Reads secrets of Kubernetes clusters. Small on purpose: whoever knows clusters implements it.
 *
 * @public
 */
export interface SecretReader {
  /**
   * @param secret - `cluster` as in `kubernetes.clusterLocatorMethods`; the only one where absent
   * @returns the secret's `data`, decoded
   */
  readSecret(
    secret: {
      readonly cluster?: string;
      readonly namespace: string;
      readonly name: string;
    },
    options?: { readonly signal?: AbortSignal },
  ): Promise<Readonly<Record<string, Buffer>>>;
}
