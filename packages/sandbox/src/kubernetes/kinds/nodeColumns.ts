import { fieldAt, isJsonObject } from '../fieldPath';
import type { KubernetesObject } from '../KubernetesObject';
import { ageColumn, type Column } from './Column';
import { fieldOf } from './cells';

function statusOf(node: KubernetesObject): string {
  const conditions = fieldAt(node, 'status.conditions');
  const ready = Array.isArray(conditions)
    ? conditions.filter(isJsonObject).find(({ type }) => type === 'Ready')
    : undefined;
  if (!ready) return 'Unknown';
  return ready.status === 'True' ? 'Ready' : 'NotReady';
}

function addressOf(node: KubernetesObject, type: string): string {
  const addresses = fieldAt(node, 'status.addresses');
  const found = Array.isArray(addresses)
    ? addresses.filter(isJsonObject).find(address => address.type === type)
    : undefined;
  return String(found?.address ?? '<none>');
}

const info = (field: string) => (node: KubernetesObject) =>
  fieldOf(node, `status.nodeInfo.${field}`) ?? '<unknown>';

export const nodeColumns: readonly Column[] = [
  { name: 'Status', type: 'string', from: statusOf },
  { name: 'Roles', type: 'string', from: () => '<none>' },
  ageColumn,
  { name: 'Version', type: 'string', from: info('kubeletVersion') },
  {
    name: 'Internal-IP',
    type: 'string',
    priority: 1,
    from: node => addressOf(node, 'InternalIP'),
  },
  {
    name: 'External-IP',
    type: 'string',
    priority: 1,
    from: node => addressOf(node, 'ExternalIP'),
  },
  { name: 'OS-Image', type: 'string', priority: 1, from: info('osImage') },
  {
    name: 'Kernel-Version',
    type: 'string',
    priority: 1,
    from: info('kernelVersion'),
  },
  {
    name: 'Container-Runtime',
    type: 'string',
    priority: 1,
    from: info('containerRuntimeVersion'),
  },
];
