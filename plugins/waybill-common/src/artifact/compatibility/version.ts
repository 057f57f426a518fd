/** Major and minor number: no rule needs more. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** `v1.33.2`, `1.33+`, `2.1.4-rc.0`; `undefined` for anything else. */
export function parseVersion(text: unknown): Version | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:[^\d].*)?$/.exec(String(text ?? ''));
  return match
    ? { major: Number(match[1]), minor: Number(match[2]) }
    : undefined;
}

export function isBefore(
  version: Version | undefined,
  major: number,
  minor: number,
): boolean {
  return (
    version !== undefined &&
    (version.major < major ||
      (version.major === major && version.minor < minor))
  );
}

export function isFrom(
  version: Version | undefined,
  major: number,
  minor: number,
): boolean {
  return version !== undefined && !isBefore(version, major, minor);
}
