import { randomBytes } from 'node:crypto';
import type { Check } from '../check';
import type { ClusterUnderTest, KubectlContext } from './ClusterUnderTest';
import {
  clientSideApply,
  deleting,
  edits,
  reading,
  serverSideApply,
} from './objectChecks';
import { discovery, serving } from './servingChecks';
import { watching } from './watchCheck';

const CHECKS: Readonly<
  Record<string, (context: KubectlContext) => Promise<void>>
> = {
  discovery,
  'client-side apply': clientSideApply,
  'server-side apply': serverSideApply,
  'patch, label, annotate, replace': edits,
  'selectors, pages, describe': reading,
  'get --watch': watching,
  'delete and finalizers': deleting,
  'an InferenceService from apply to logs': serving,
};

/** The real kubectl does a day's work on a cluster: one check for each kind of work. */
export function kubectlChecks(cluster: ClusterUnderTest): Check[] {
  return Object.entries(CHECKS).map(([name, check]) => ({
    name: `kubectl and the ${cluster.label} cluster: ${name}`,
    run: async () => {
      const namespace = `interop-${randomBytes(4).toString('hex')}`;
      // Not `create namespace`: its body is protobuf, which the sandbox does not read.
      await cluster.kubectl.apply([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      ]);
      try {
        await check({ ...cluster, namespace });
      } finally {
        await cluster.kubectl.attempt([
          'delete',
          'namespace',
          namespace,
          '--wait=false',
        ]);
      }
    },
  }));
}
