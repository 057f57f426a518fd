/** What a registry asks for with a 401. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const MAX_LENGTH = 8192;
const PATTERN =
  /([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"([^"]*)"|([^\s,"]+))|([A-Za-z][A-Za-z0-9_-]*)(?=\s|,|$)/g;

/** Reads `WWW-Authenticate` (RFC 9110 section 11.6.1): one header may hold several challenges. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] =
    [];
  for (const [, key, quoted, plain, scheme] of header
    .slice(0, MAX_LENGTH)
    .matchAll(PATTERN)) {
    if (scheme)
      challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    else if (challenges.length > 0)
      challenges[challenges.length - 1].parameters[key.toLowerCase()] =
        quoted ?? plain;
  }
  return challenges;
}
