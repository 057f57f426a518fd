import { isRecord, parseStrictJson } from './strictJson';

const STATEMENT_TYPES: readonly unknown[] = [
  'https://in-toto.io/Statement/v1',
  'https://in-toto.io/Statement/v0.1',
];
/** Longer ones are shown to nobody. */
const MAX_TYPE_LENGTH = 500;

/** What an in-toto statement speaks of. @internal */
export interface StatementSubject {
  readonly predicateType: string;
  /** `sha256:<hex>`, as it is written there. */
  readonly subjectDigests: readonly string[];
}

/**
 * Reads the payload of a DSSE envelope (in-toto attestation v1.1.0, "Statement"; v0.1 too, which cosign writes for
 * attestations).
 *
 * @throws Error that says in a few words what is wrong
 * @internal
 */
export function parseStatement(payload: Buffer): StatementSubject {
  const statement = parseStrictJson(payload);
  if (!isRecord(statement)) throw new Error('its payload is no statement');
  if (!STATEMENT_TYPES.includes(statement._type))
    throw new Error('its payload is no in-toto statement');
  const { predicateType, subject } = statement;
  if (
    typeof predicateType !== 'string' ||
    predicateType === '' ||
    predicateType.length > MAX_TYPE_LENGTH ||
    /\p{Cc}/u.test(predicateType)
  )
    throw new Error('its statement has no predicateType');
  if (!Array.isArray(subject) || subject.length === 0)
    throw new Error('its statement has no subject');
  return { predicateType, subjectDigests: subject.flatMap(digestsOf) };
}

function digestsOf(subject: unknown): string[] {
  if (!isRecord(subject) || !isRecord(subject.digest))
    throw new Error('a subject of its statement has no digest');
  return Object.entries(subject.digest).map(([algorithm, hex]) => {
    if (typeof hex !== 'string')
      throw new Error('a subject of its statement has no digest');
    return `${algorithm}:${hex}`;
  });
}
