import type { Cell, Column, KindDefinition } from '../kinds';
import { ageColumn } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { humanDuration } from '../timestamps';
import { evaluateJsonPath } from './jsonPath';

/** What a row carries of its object beside the cells. */
export type RowObject = 'Metadata' | 'Object' | 'None';

const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  from: '.metadata.name',
  description: 'Name must be unique within a namespace.',
};

/** The columns of a kind; the name leads unless the kind places it itself. */
function columnsOf(kind: KindDefinition): readonly Column[] {
  const columns = kind.columns ?? [ageColumn];
  return columns.some(column => column.name === nameColumn.name)
    ? columns
    : [nameColumn, ...columns];
}

/** Renders objects as the `Table` with which `kubectl get` draws its columns. */
export function toTable(options: {
  kind: KindDefinition;
  objects: readonly KubernetesObject[];
  metadata: Record<string, unknown>;
  rowObject: RowObject;
  now: Date;
}): Record<string, unknown> {
  const { kind, objects, metadata, rowObject, now } = options;
  const columns = columnsOf(kind);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type, priority, description }) => ({
      name,
      type: kind.isBuiltIn && type === 'date' ? 'string' : type,
      format: name === nameColumn.name ? 'name' : '',
      description: description ?? '',
      priority: priority ?? 0,
    })),
    rows: objects.map(object => ({
      cells: columns.map(column => cellOf(column, object, now)),
      ...(rowObject !== 'None' && {
        object: rowObject === 'Object' ? object : partialMetadata(object),
      }),
    })),
  };
}

/** An object without all but its metadata. */
export function partialMetadata(
  object: KubernetesObject,
): Record<string, unknown> {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

function cellOf(column: Column, object: KubernetesObject, now: Date): Cell {
  if (typeof column.from === 'function') return column.from(object, now);
  const values = evaluateJsonPath(column.from, object);
  if (column.type === 'date') {
    const time = Date.parse(String(values[0] ?? ''));
    return Number.isNaN(time)
      ? '<unknown>'
      : humanDuration(now.getTime() - time);
  }
  if (values.length === 0) return column.type === 'string' ? '' : null;
  if (column.type === 'integer') return Number(values[0]);
  if (column.type === 'boolean') return values[0] === true;
  return values
    .map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(' ');
}
