import { EditingError, type EditingRefusal } from '../EditingError';
import type { Part, Site } from '../tree/Tree';

interface Slice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A scalar with what it is to say. @internal */
export interface SiteChange {
  readonly site: Site;
  readonly after: string;
  /** A key that is added behind the scalar, in the same map. */
  readonly added?: { readonly key: string; readonly value: string };
}

/**
 * The scalars that are to change, gathered from all the values that they are a part of.
 *
 * @internal
 */
export class SiteChanges {
  private readonly sites = new Map<string, Site>();
  private readonly slices = new Map<string, Slice[]>();
  private readonly added = new Map<string, string>();
  private readonly positions = new Set<string>();

  /** Replaces a range of a piece; the piece has to be written in a scalar. */
  replace(part: Part, from: number, to: number, text: string): void {
    const { site } = part;
    if (!site) return;
    const key = this.register(part, site);
    const slice = { from: part.from + from, to: part.from + to, text };
    const slices = this.slices.get(key) ?? [];
    const same = slices.find(
      other => other.from < slice.to && slice.from < other.to,
    );
    if (!same) slices.push(slice);
    else if (same.text !== text || same.from !== slice.from) {
      throw new EditingError(
        refuse(
          site,
          'AMBIGUOUS_TARGET',
          'Two models take their version from this value: give each its own',
        ),
      );
    }
    this.slices.set(key, slices);
  }

  addDigestKey(part: Part, digest: string): void {
    if (!part.site) return;
    this.added.set(this.register(part, part.site), digest);
  }

  /** @throws EditingError where a scalar cannot be edited, or is used elsewhere too */
  finish(): SiteChange[] {
    return [...this.sites].map(([key, site]) => {
      if (site.refusal) throw new EditingError(site.refusal);
      this.checkUses(site);
      const digest = this.added.get(key);
      return {
        site,
        after: replaceSlices(site.value, this.slices.get(key) ?? []),
        ...(digest !== undefined && {
          added: { key: 'digest', value: digest },
        }),
      };
    });
  }

  private register(part: Part, site: Site): string {
    const key = keyOf(site);
    this.sites.set(key, site);
    this.positions.add(part.position ?? key);
    return key;
  }

  private checkUses(site: Site): void {
    const other = site.uses.find(use => !this.positions.has(use));
    if (other === undefined) return;
    throw new EditingError(
      refuse(
        site,
        'SHARED_VALUE',
        'The value has an anchor (&), and an alias (*) repeats it where this change is not meant to go: write it out in both places',
      ),
    );
  }
}

/** @internal */
export function keyOf(site: Site): string {
  return `${site.path}:${site.start}`;
}

function replaceSlices(value: string, slices: readonly Slice[]): string {
  return [...slices]
    .sort((a, b) => b.from - a.from || b.to - a.to)
    .reduce(
      (text, { from, to, text: piece }) =>
        text.slice(0, from) + piece + text.slice(to),
      value,
    );
}

function refuse(
  site: Site,
  code: EditingRefusal['code'],
  message: string,
): EditingRefusal {
  return { code, path: site.path, line: site.line, message };
}
