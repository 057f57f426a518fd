import { fieldAt } from '../fieldPath';
import type { KindDefinition } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';

/** Beside name and namespace, which every kind knows; as in the real API server's conversion functions. */
const extraFields: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
};

/** Reads a field selector as in `kubectl get --field-selector`; a field that the kind cannot be selected by is refused. */
export function parseFieldSelector(
  selector: string,
  kind: KindDefinition,
): (object: KubernetesObject) => boolean {
  const terms = selector
    .split(',')
    .map(term => term.trim())
    .filter(term => term !== '')
    .map(term => parseTerm(term, kind));
  return object => terms.every(isMatch => isMatch(object));
}

function parseTerm(
  term: string,
  kind: KindDefinition,
): (object: KubernetesObject) => boolean {
  const match = /^([\w.]+)(==|=|!=)(.*)$/.exec(term);
  if (!match)
    throw StatusError.badRequest(
      `invalid selector: '${term}'; can't understand '${term}'`,
    );
  const [, field, operator, wanted] = match;
  if (
    field !== 'metadata.name' &&
    field !== 'metadata.namespace' &&
    !extraFields[kind.kind]?.includes(field)
  ) {
    throw StatusError.badRequest(`field label not supported: ${field}`);
  }
  return object => (valueOf(object, field) === wanted) === (operator !== '!=');
}

function valueOf(object: KubernetesObject, field: string): string {
  const value =
    field === 'source'
      ? fieldAt(object, 'source.component')
      : fieldAt(object, field);
  return value === undefined || value === null ? '' : String(value);
}
