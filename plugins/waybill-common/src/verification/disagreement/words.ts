/** Digests in a text that somebody else wrote, with the image that they belong to where it is named. */
const IMAGE =
  /(?:^|[\s'"`(,[])((?:[a-z0-9][\w.-]*(?::\d{1,5})?\/)[a-z0-9][\w./-]{0,400}?)(?::[\w][\w.-]{0,127})?@(sha256:[0-9a-f]{64})(?![0-9a-f])/gi;

const TAGGED_IMAGE =
  /(?:^|[\s'"`(,[])((?:[a-z0-9][\w.-]*\.[\w.-]+|localhost|[\w.-]+:\d{1,5})(?::\d{1,5})?\/[a-z0-9][\w./-]{0,400}?):[\w][\w.-]{0,127}(?=$|[\s'"`),;:\]])/gi;

/** Longer words than these are not looked through. */
const MAX_TEXT_LENGTH = 4_000;

/** The first digest that a text names. @internal */
export function findDigest(text: string | undefined): string | undefined {
  return /sha256:[0-9a-f]{64}(?![0-9a-f])/.exec(
    text?.slice(0, MAX_TEXT_LENGTH) ?? '',
  )?.[0];
}

/** What a text says of images. @internal */
export interface NamedImages {
  /** Digests of the repository that was asked for. */
  readonly digests: readonly string[];
  /** It names images, and none of them is of that repository. */
  readonly isOfOthers: boolean;
}

/**
 * Which images a text names. A pod has several, and what is said of its server's image says nothing of the model.
 *
 * @internal
 */
export function findImages(
  text: string | undefined,
  repository: string,
): NamedImages {
  const bounded = text?.slice(0, MAX_TEXT_LENGTH) ?? '';
  const pinned = [...bounded.matchAll(IMAGE)].map(
    ([, name, digest]) => [name, digest] as const,
  );
  const digests = pinned
    .filter(([name]) => name === repository)
    .map(([, digest]) => digest);
  const names = [
    ...pinned.map(([name]) => name),
    ...[...bounded.matchAll(TAGGED_IMAGE)].map(([, name]) => name),
  ];
  return {
    digests: [...new Set(digests)],
    isOfOthers: names.length > 0 && !names.includes(repository),
  };
}

const TECHNICAL =
  /connection refused|no such host|i\/o timeout|deadline exceeded|context canceled|TLS handshake|x509:|unexpected status code [45]\d\d|TOOMANYREQUESTS|UNAUTHORIZED|MANIFEST_UNKNOWN|\bDENIED\b|System error calling|failed calling webhook|no route to host|failed to evaluate policy/i;

/**
 * Whether a refusal is none: whoever refuses could not read what it would judge.
 *
 * @internal
 */
export function isTechnical(text: string | undefined): boolean {
  return TECHNICAL.test(text?.slice(0, MAX_TEXT_LENGTH) ?? '');
}
