/**
 * `host/path` of the manifests artifact that belongs to a model's repository.
 *
 * @public
 */
export function manifestsRepositoryOf(repository: string): string {
  return `${repository}-manifests`;
}
