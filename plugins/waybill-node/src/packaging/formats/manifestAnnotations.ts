const CREATED = 'org.opencontainers.image.created';

/** The annotations of a manifest; undefined where there are none, so that it has no empty map. */
export function manifestAnnotations({
  annotations = {},
  createdAt,
}: {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly createdAt?: Date;
}): Readonly<Record<string, string>> | undefined {
  const all = {
    ...(createdAt
      ? { [CREATED]: `${createdAt.toISOString().slice(0, 19)}Z` }
      : {}),
    ...annotations,
  };
  return Object.keys(all).length > 0 ? all : undefined;
}
