import type { KubernetesObject } from '../KubernetesObject';

/** What one table cell may hold. */
export type Cell = string | number | boolean | null;

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  /** Above 0 it is shown by `-o wide` only. */
  readonly priority?: number;
  readonly description?: string;
  /** A CRD's `additionalPrinterColumns[].jsonPath`, or what computes the cell of a built-in kind. */
  readonly from: string | ((object: KubernetesObject, now: Date) => Cell);
}

/** The column that nearly every kind ends with. */
export const ageColumn: Column = {
  name: 'Age',
  type: 'date',
  from: '.metadata.creationTimestamp',
};
