/** JSON as it is compared. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

export function isObject(
  value: Json | undefined,
): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path, or `undefined` where the path ends earlier. */
export function at(
  value: Json | undefined,
  ...path: string[]
): Json | undefined {
  let here = value;
  for (const key of path) {
    here = isObject(here) ? here[key] : undefined;
  }
  return here;
}

export function listAt(
  value: Json | undefined,
  ...path: string[]
): readonly Json[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** An object of the fields that are there. */
export function compact(
  fields: Readonly<Record<string, Json | undefined>>,
): Json {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    ),
  );
}
