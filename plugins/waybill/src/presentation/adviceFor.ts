/** What to do about a request that failed; `then` is said of what no other advice fits. */
export function adviceFor(error: Error, then: string): string {
  const status =
    'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : undefined;
  if (status === 401 || status === 403) {
    return 'Sign in again, or ask for the permission that this needs.';
  }
  if (status === 404) {
    return 'Check that the Waybill backend plugin is installed and that the catalog knows this model.';
  }
  return then;
}
