import type { Repo } from '../client/Repo';

/** @internal */
export function pathOf({ owner, name }: Repo): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
