/** Nothing that anybody signs is nested deeper; what reads it afterwards calls itself. */
const MAX_DEPTH = 100;

/**
 * Reads JSON of which only one reading is possible: UTF-8 without a byte order mark, and no key twice in one object.
 * Of two entries with the same key one reader takes the first and another the last, so that a signature would be over
 * something else than what is believed.
 *
 * @throws Error that says in a few words what is wrong
 * @internal
 */
export function parseStrictJson(bytes: Buffer): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
    value = JSON.parse(text);
  } catch {
    // without the cause: it quotes what came
    throw new Error('it is no JSON');
  }
  checkKeys(text);
  return value;
}

/** @internal */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Goes through text that is known to be JSON. */
function checkKeys(text: string): void {
  const scopes: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '{' || character === '[') {
      scopes.push(character === '{' ? new Set() : undefined);
      if (scopes.length > MAX_DEPTH) throw new Error('it is nested too deeply');
    } else if (character === '}' || character === ']') {
      scopes.pop();
    } else if (character === '"') {
      const end = endOfString(text, index);
      const keys = scopes[scopes.length - 1];
      if (keys && isFollowedByColon(text, end)) {
        const key: string = JSON.parse(text.slice(index, end));
        if (keys.has(key)) throw new Error('it has the same key twice');
        keys.add(key);
      }
      index = end - 1;
    }
  }
}

/** @returns the position behind the closing quote */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}

function isFollowedByColon(text: string, start: number): boolean {
  let index = start;
  while (/\s/.test(text[index] ?? '')) index++;
  return text[index] === ':';
}
