import type { KubernetesObject } from '../KubernetesObject';
import type { Column } from './Column';
import { fieldOf } from './cells';

function targetOf(event: KubernetesObject): string {
  const kind = (fieldOf(event, 'involvedObject.kind') ?? '').toLowerCase();
  const name = fieldOf(event, 'involvedObject.name');
  return name ? `${kind}/${name}` : kind;
}

const firstSeen: Column['from'] = '.firstTimestamp';

/** An event's name is of no interest to a reader, so it comes last. */
export const eventColumns: readonly Column[] = [
  { name: 'Last Seen', type: 'date', from: '.lastTimestamp' },
  { name: 'Type', type: 'string', from: '.type' },
  { name: 'Reason', type: 'string', from: '.reason' },
  { name: 'Object', type: 'string', from: targetOf },
  {
    name: 'Subobject',
    type: 'string',
    priority: 1,
    from: '.involvedObject.fieldPath',
  },
  { name: 'Source', type: 'string', priority: 1, from: '.source.component' },
  {
    name: 'Message',
    type: 'string',
    from: event => (fieldOf(event, 'message') ?? '').trim(),
  },
  { name: 'First Seen', type: 'date', priority: 1, from: firstSeen },
  {
    name: 'Count',
    type: 'string',
    priority: 1,
    from: event => Number(fieldOf(event, 'count') ?? 1),
  },
  { name: 'Name', type: 'string', priority: 1, from: '.metadata.name' },
];
