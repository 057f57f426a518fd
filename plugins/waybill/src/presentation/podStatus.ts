import type {
  PodSummary,
  Status,
} from '@waybill/backstage-plugin-waybill-common';

/** Words of the kubelet for what will not pass by waiting: `ImagePullBackOff`, `CreateContainerError`, `Evicted` … */
const FAILED = /BackOff$|Error|^Err|Fail|Invalid|Unavailable|Evicted|Killed/;

const ON_ITS_WAY = new Set([
  'ContainerCreating',
  'Pending',
  'PodInitializing',
  'Running',
]);

/** The status of a pod by the word for its state; a word that is not known here is `Unknown`. */
export function podStatus(pod: PodSummary): Status {
  if (pod.isReady || pod.state === 'Succeeded') {
    return 'Current';
  }
  if (pod.state === 'Terminating') {
    return 'Terminating';
  }
  if (FAILED.test(pod.state)) {
    return 'Failed';
  }
  return ON_ITS_WAY.has(pod.state) ? 'InProgress' : 'Unknown';
}
