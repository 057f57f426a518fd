import { isMap, type JsonMap } from '../patches';

/**
 * The names of the items of several lists in one order that suits them all.
 *
 * @returns undefined where the items have no names, where no item is in all lists, or where the orders contradict
 */
export function mergeNames(lists: readonly unknown[]): string[] | undefined {
  const names = lists.map(namesOf);
  if (!names.every(each => each !== undefined)) return undefined;
  const merged = names.reduce<string[] | undefined>(
    (all, each) => all && mergeOrders(all, each),
    [],
  );
  const isShared = merged?.some(name =>
    names.every(each => each.includes(name)),
  );
  return isShared ? merged : undefined;
}

/** Whether it is the item with the name. */
export function named(name: string): (item: JsonMap) => boolean {
  return item => item.name === name;
}

function namesOf(list: unknown): string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const names: unknown[] = list.map(item =>
    isMap(item) ? item.name : undefined,
  );
  return names.every(name => typeof name === 'string') &&
    new Set(names).size === names.length
    ? (names as string[])
    : undefined;
}

/** Puts each new name behind the one that it follows in its own list. */
function mergeOrders(
  all: readonly string[],
  names: readonly string[],
): string[] | undefined {
  const merged = [...all];
  let at = 0;
  for (const name of names) {
    const found = merged.indexOf(name);
    if (found === -1) merged.splice(at, 0, name);
    else if (found < at) return undefined;
    at = merged.indexOf(name) + 1;
  }
  return merged;
}
