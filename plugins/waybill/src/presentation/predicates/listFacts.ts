/** A value of a document and where it stands: `parameters.environment`. */
export interface Fact {
  readonly place: string;
  readonly value: string;
}

const MAX_FACTS = 100;
const MAX_DEPTH = 8;
const MAX_VALUE_LENGTH = 500;

/** The values of a document one by one; as many as a person can read. */
export function listFacts(value: unknown): Fact[] {
  const facts: Fact[] = [];
  const visit = (part: unknown, place: string, depth: number): void => {
    if (facts.length >= MAX_FACTS || part === undefined || part === null) {
      return;
    }
    if (Array.isArray(part) && part.every(item => typeof item === 'string')) {
      if (part.length > 0) facts.push({ place, value: cut(part.join(', ')) });
      return;
    }
    if (typeof part !== 'object' || depth >= MAX_DEPTH) {
      const text = typeof part === 'object' ? JSON.stringify(part) : part;
      facts.push({ place, value: cut(String(text)) });
      return;
    }
    for (const [key, item] of Object.entries(part)) {
      visit(item, place === '' ? key : `${place}.${key}`, depth + 1);
    }
  };
  visit(value, '', 0);
  return facts;
}

function cut(text: string): string {
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}…`
    : text;
}
