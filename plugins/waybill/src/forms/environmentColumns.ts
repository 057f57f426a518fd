import type {
  DeclaredEnvironment,
  EnvironmentList,
  EnvironmentProfile,
} from '@waybill/backstage-plugin-waybill-common';
import { PROFILE_PARTS } from './profileParts';

/** An environment of the configuration beside what a form says of it. */
export interface EnvironmentColumn {
  readonly name: string;
  readonly namespace: string;
  /** Name of its cluster. */
  readonly cluster?: string;
  readonly title: string;
  /** `production-a · Flux` */
  readonly place: string;
  readonly configured: EnvironmentProfile;
  /** Position in the form's value; absent where the model is not declared there. */
  readonly index?: number;
  readonly profile: EnvironmentProfile;
}

const ENGINES = { flux: 'Flux', 'argo-cd': 'Argo CD' } as const;

/** In configured order; what the form holds besides comes last, so that nothing is hidden. */
export function environmentColumns(
  list: EnvironmentList,
  declared: readonly DeclaredEnvironment[],
  offered?: readonly string[],
): EnvironmentColumn[] {
  const known = list.items
    .filter(({ name }) => !offered || offered.includes(name))
    .map(({ name, title, cluster, namespace }) => {
      const preset = list.presets?.find(candidate => candidate.name === name);
      const index = declared.findIndex(candidate => candidate.name === name);
      return {
        name,
        title,
        namespace,
        cluster,
        place: [cluster, preset && ENGINES[preset.engine]]
          .filter(Boolean)
          .join(' · '),
        configured: preset?.profile ?? {},
        ...(index >= 0 && { index }),
        profile: declared[index]?.profile ?? preset?.profile ?? {},
      };
    });
  const strangers = declared.flatMap(
    ({ name, namespace, cluster, profile }, index) =>
      known.some(column => column.name === name)
        ? []
        : [
            {
              name,
              title: name,
              namespace,
              cluster,
              place: 'not configured',
              configured: {},
              index,
              profile,
            },
          ],
  );
  return [...known, ...strangers];
}

/** What a form begins with: every environment as it is configured. */
export function configuredEnvironments(
  list: EnvironmentList,
  offered?: readonly string[],
): DeclaredEnvironment[] {
  return environmentColumns(list, [], offered).map(toDeclared);
}

/** The form's value with another profile of one environment, or without it. */
export function withEnvironment(
  columns: readonly EnvironmentColumn[],
  name: string,
  change: { readonly profile: EnvironmentProfile } | 'none',
): DeclaredEnvironment[] {
  return columns.flatMap(column => {
    if (column.name !== name) {
      return column.index === undefined ? [] : [toDeclared(column)];
    }
    return change === 'none' ? [] : [toDeclared({ ...column, ...change })];
  });
}

function toDeclared(
  column: Pick<EnvironmentColumn, 'name' | 'namespace' | 'cluster' | 'profile'>,
): DeclaredEnvironment {
  const { name, namespace, cluster, profile } = column;
  return { name, namespace, ...(cluster && { cluster }), profile };
}

/** One thing that profiles say, environment by environment. */
export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  /** One for each column; absent where the model is not declared. */
  readonly words: readonly (string | undefined)[];
  /** Whether the environments differ in it. */
  readonly isDifferent: boolean;
}

export function matrixRows(columns: readonly EnvironmentColumn[]): MatrixRow[] {
  return PROFILE_PARTS.map(({ id, title, describe }) => {
    const words = columns.map(({ index, profile }) =>
      index === undefined ? undefined : describe(profile),
    );
    const said = new Set(words.filter(word => word !== undefined));
    return { id, title, words, isDifferent: said.size > 1 };
  });
}
