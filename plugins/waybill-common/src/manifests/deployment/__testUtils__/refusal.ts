import type { deploymentInput } from './deploymentInput';

export type Changes = NonNullable<Parameters<typeof deploymentInput>[0]>;

/** A declaration that is refused, with the code and the field. */
export type Refusal = readonly [
  what: string,
  changes: Changes,
  code: string,
  field: string,
];

export const prometheus = {
  serverAddress: 'http://prometheus:9090',
  query: 'up',
};

/** What no type allows and a form or a file may hold all the same. */
export const foreign = (value: unknown) => value as never;
