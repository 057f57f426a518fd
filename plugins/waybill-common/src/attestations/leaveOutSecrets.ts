/** What is left of parameters without their secrets. */
export interface WithoutSecrets {
  readonly value: unknown;
  /** JSON pointers (RFC 6901) of what was left out. */
  readonly leftOut: readonly string[];
}

const MAX_DEPTH = 32;
const SECRET_WORDS = new Set([
  ...['password', 'passwd', 'passphrase', 'pwd', 'secret', 'secrets'],
  ...['token', 'credential', 'credentials', 'authorization', 'cookie'],
  ...['apikey', 'privatekey', 'accesskey', 'signingkey'],
]);
const KEY_QUALIFIERS = new Set(['api', 'private', 'access', 'signing']);
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** How the tokens of code hosts, hubs and clouds begin. */
const KNOWN_TOKEN =
  /\b(gh[pousr]_|github_pat_|glpat-|hf_|xox[abps]-|hvs\.|AKIA|eyJhbGciOi)[\w-]{8,}/;
/** A shorter one would be found in every other word. */
const MIN_SECRET_LENGTH = 4;

/**
 * Leaves out what may be a secret: an attestation is for everybody who may pull, for ever. What is named like one, looks
 * like one, or holds a known one is left out; of an address only the user and password are.
 *
 * @param secretValues - those of this run, where they are known
 */
export function leaveOutSecrets(
  value: unknown,
  secretValues: readonly string[] = [],
): WithoutSecrets {
  const known = secretValues.filter(
    secret => secret.length >= MIN_SECRET_LENGTH,
  );
  const leftOut: string[] = [];
  const visit = (part: unknown, place: string, depth: number): unknown => {
    if (depth > MAX_DEPTH || isSecretText(part, known)) {
      leftOut.push(place);
      return undefined;
    }
    if (typeof part === 'string') return withoutUserInfo(part);
    if (Array.isArray(part))
      return part
        .map((item, index) => visit(item, `${place}/${index}`, depth + 1))
        .filter(item => item !== undefined);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, item]) => {
        const where = `${place}/${escapePointer(key)}`;
        const isNamed = isSecretName(key) && item !== undefined;
        if (isNamed) leftOut.push(where);
        const kept = isNamed ? undefined : visit(item, where, depth + 1);
        return kept === undefined ? [] : [[key, kept]];
      }),
    );
  };
  return { value: visit(value, '', 0), leftOut };
}

/** `hubToken` and `API_KEY`, but neither `tokenizer` nor `maxTokens`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some(
    (word, index) =>
      SECRET_WORDS.has(word) ||
      (word === 'key' && KEY_QUALIFIERS.has(words[index - 1])),
  );
}

function isSecretText(value: unknown, known: readonly string[]): boolean {
  return (
    typeof value === 'string' &&
    (PRIVATE_KEY.test(value) ||
      KNOWN_TOKEN.test(value) ||
      known.some(secret => value.includes(secret)))
  );
}

function withoutUserInfo(text: string): string {
  return text.replace(/\b([a-z][a-z\d+.-]*:\/\/)[^\s/?#@]+@/gi, '$1');
}

function escapePointer(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
