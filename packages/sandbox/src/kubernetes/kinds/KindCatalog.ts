import { appsKinds } from './apps';
import { argoKinds } from './argo';
import { coreKinds } from './core';
import { fluxKinds } from './flux';
import { type KindDefinition, versionsOf } from './KindDefinition';
import { kserveKinds } from './kserve';
import { platformKinds } from './platform';
import { reportKinds } from './reports';

/** Every kind that the sandbox's clusters serve. */
export const allKinds: readonly KindDefinition[] = [
  ...coreKinds,
  ...appsKinds,
  ...platformKinds,
  ...kserveKinds,
  ...fluxKinds,
  ...argoKinds,
  ...reportKinds,
];

/** A group and version with the kinds served in it. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly kinds: readonly KindDefinition[];
}

/** Finds kinds by what a URL or an object says. */
export class KindCatalog {
  private readonly byKind: ReadonlyMap<string, KindDefinition>;

  constructor(readonly kinds: readonly KindDefinition[] = allKinds) {
    this.byKind = new Map(kinds.map(kind => [kind.kind, kind]));
    if (this.byKind.size !== kinds.length)
      throw new Error('two kinds of the catalog share a name');
  }

  /** By the name of the kind alone. */
  kindNamed(name: string): KindDefinition | undefined {
    return this.byKind.get(name);
  }

  /** By `apiVersion` and `kind` of an object; any served version will do. */
  kindOf(apiVersion: string, name: string): KindDefinition | undefined {
    const { group, version } = splitApiVersion(apiVersion);
    const kind = this.byKind.get(name);
    return kind?.group === group && versionsOf(kind).includes(version)
      ? kind
      : undefined;
  }

  /** By the plural in a URL. */
  resource(
    group: string,
    version: string,
    plural: string,
  ): KindDefinition | undefined {
    return this.kinds.find(
      kind =>
        kind.group === group &&
        kind.plural === plural &&
        versionsOf(kind).includes(version),
    );
  }

  /** Groups in the order of first mention; the versions of a group as Kubernetes ranks them. */
  groupVersions(): GroupVersion[] {
    const found = new Map<
      string,
      { group: string; version: string; kinds: KindDefinition[] }
    >();
    for (const kind of this.kinds) {
      for (const version of versionsOf(kind)) {
        const id = `${kind.group}/${version}`;
        const entry = found.get(id) ?? {
          group: kind.group,
          version,
          kinds: [],
        };
        entry.kinds.push(kind);
        found.set(id, entry);
      }
    }
    const order = [...new Set(this.kinds.map(({ group }) => group))];
    return [...found.values()].sort(
      (left, right) =>
        order.indexOf(left.group) - order.indexOf(right.group) ||
        rankOf(right.version) - rankOf(left.version),
    );
  }
}

/** Stable before beta before alpha, and the higher number first. */
function rankOf(version: string): number {
  const [, major, stage, minor] =
    /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const stages = { alpha: 0, beta: 1 } as const;
  const stageRank = stage === 'alpha' || stage === 'beta' ? stages[stage] : 2;
  return stageRank * 10_000 + Number(major ?? 0) * 100 + Number(minor ?? 0);
}

/** `apps/v1` in its parts; the core group is empty. */
export function splitApiVersion(apiVersion: string): {
  group: string;
  version: string;
} {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : {
        group: apiVersion.slice(0, slash),
        version: apiVersion.slice(slash + 1),
      };
}
