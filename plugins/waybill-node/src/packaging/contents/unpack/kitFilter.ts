import { PackagingError } from '../../PackagingError';

/** The sections of a Kitfile that a filter can name, and the Kitfile itself. */
export const KIT_SECTIONS = [
  'kitfile',
  'model',
  'datasets',
  'code',
  'prompts',
  'docs',
  'mcpservers',
] as const;

/** @public */
export type KitSection = (typeof KIT_SECTIONS)[number];

/** `model,docs:./README.md`, read. */
export interface KitFilter {
  readonly sections: readonly KitSection[];
  /** Names or paths as they stand in the Kitfile; absent: all. */
  readonly entries?: readonly string[];
}

/** An entry of a Kitfile, as far as filters look at it. */
export interface KitEntry {
  readonly section: KitSection;
  readonly name?: string;
  readonly path: string;
}

/**
 * Reads a filter as `kit unpack --filter` does (1.15): sections divided by commas, then perhaps a colon and names or paths.
 *
 * @throws PackagingError `FILTER_NOT_VALID`
 */
export function parseKitFilter(text: string): KitFilter {
  const [sections, entries, ...rest] = text.split(':');
  if (rest.length > 0) throw filterNotValid(text, 'it has more than one colon');
  const named = sections.split(',');
  const unknown = named.find(
    name => !(KIT_SECTIONS as readonly string[]).includes(name),
  );
  if (unknown !== undefined)
    throw filterNotValid(
      text,
      `${JSON.stringify(unknown)} is none of ${KIT_SECTIONS.join(', ')}`,
    );
  return {
    sections: named as KitSection[],
    ...(entries === undefined ? {} : { entries: entries.split(',') }),
  };
}

/** Whether one of the filters wants the entry; without filters all are wanted. */
export function matchesKitFilters(
  { section, name, path }: KitEntry,
  filters: readonly KitFilter[],
): boolean {
  return (
    filters.length === 0 ||
    filters.some(
      ({ sections, entries }) =>
        sections.includes(section) &&
        (section === 'kitfile' ||
          !entries ||
          entries.includes(name ?? '') ||
          entries.includes(path)),
    )
  );
}

/**
 * The filters for a ModelKit that another one takes its model from.
 *
 * @returns `undefined` where nothing of it is wanted
 */
export function filtersForParent(
  filters: readonly KitFilter[],
): readonly KitFilter[] | undefined {
  if (filters.length === 0) return [{ sections: ['model'] }];
  const kept = filters
    .filter(({ sections }) => sections.includes('model'))
    .map(filter => ({ ...filter, sections: ['model'] as const }));
  return kept.length > 0 ? kept : undefined;
}

export function filterNotValid(text: string, why: string): PackagingError {
  return new PackagingError({
    code: 'FILTER_NOT_VALID',
    message: `${JSON.stringify(
      text.slice(0, 200),
    )} is no filter: ${why}. Write it as in 'model,datasets' or 'docs:./README.md'.`,
  });
}
