/** What Go's `json.Marshal` can be given here: a map in the order of a struct, or values whose keys get sorted. */
export type GoJson =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly GoJson[]
  | { readonly [key: string]: GoJson | undefined };

/** A struct: keys as they come, those that are undefined left out. */
export function writeStruct(
  fields: readonly (readonly [string, string | undefined])[],
): string {
  const written = fields.flatMap(([key, json]) =>
    json === undefined ? [] : [`${writeText(key)}:${json}`],
  );
  return `{${written.join(',')}}`;
}

/** A value that Go holds as `any`: keys sorted by their bytes. */
export function writeValue(value: GoJson): string {
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${value.map(writeValue).join(',')}]`;
  const entries = Object.entries(value).sort(([left], [right]) =>
    compareByBytes(left, right),
  );
  return writeStruct(
    entries.map(([key, one]) => [
      key,
      one === undefined ? undefined : writeValue(one),
    ]),
  );
}

/** Undefined where it is empty, as Go's `omitempty` has it. */
export function writeOptional(value: string | undefined): string | undefined {
  return value ? writeText(value) : undefined;
}

/** As Go does it: what HTML or JavaScript would take for its own is escaped, and the rest of Unicode is not. */
export function writeText(text: string): string {
  return JSON.stringify(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function writeNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return String(value);
}

/** The order of UTF-8 is that of code points, and not that of JavaScript's UTF-16. */
export function compareByBytes(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index] !== b[index])
      return a[index].codePointAt(0)! - b[index].codePointAt(0)!;
  }
  return a.length - b.length;
}

function isList(value: GoJson): value is readonly GoJson[] {
  return Array.isArray(value);
}
