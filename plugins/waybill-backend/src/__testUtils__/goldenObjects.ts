import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { KubernetesObject } from '@waybill/backstage-plugin-waybill-common';

/** What the streams were recorded with. */
export const REPOSITORY = '127.0.0.1:5001/g/iris';
/** Version 1.0.0. */
export const DIGEST =
  'sha256:0f8cc4b8c81d647774f67327830708ca872dc98fe2180aa7e2f057fb7fb3a261';

/** The objects of a watch stream as kubectl printed it: JSON values one after another. */
export function readStream(file: string): KubernetesObject[] {
  const text = readFileSync(
    path.join(__dirname, '../__fixtures__/cluster', file),
    'utf8',
  );
  return text
    .split(/\n(?=\{)/)
    .filter(part => part.trim() !== '')
    .map(part => JSON.parse(part));
}

function lastOf(file: string, isWanted: (object: KubernetesObject) => boolean) {
  const found = readStream(file).filter(isWanted).at(-1);
  if (!found) {
    throw new Error(`nothing like that in ${file}`);
  }
  return found;
}

/** A pod of version 1.0.0, as a real cluster had it. */
export const runningPod = () =>
  lastOf(
    'pod.jsonl',
    pod =>
      pod.metadata?.name?.startsWith('iris-predictor') === true &&
      !pod.metadata.deletionTimestamp &&
      JSON.stringify(pod.metadata?.annotations).includes(DIGEST) &&
      JSON.stringify(pod.status).includes('"ready":true'),
  );
export const service = () =>
  lastOf(
    'isvc.jsonl',
    isvc =>
      isvc.metadata?.name === 'iris' &&
      JSON.stringify(isvc.spec).includes(DIGEST),
  );
export const deployment = () =>
  lastOf('deployment.jsonl', each =>
    JSON.stringify(each.metadata?.annotations).includes(DIGEST),
  );
