import { derivePlacement } from './derivePlacement';
import { NONSENSE } from './__fixtures__/nonsense';
import {
  placementInput,
  shippedObjects,
  type Json,
} from './__fixtures__/placements';
import { trimObject } from './trimObject';

describe('trimObject', () => {
  const pod: Json = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      managedFields: [{ manager: 'x' }],
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"secret":1}',
        'waybill.dev/version': '1.0.0',
      },
    },
    spec: {
      nodeName: 'node-1',
      initContainers: [
        { name: 'modelcar-init', args: ['--token=secret'], image: 'i' },
      ],
      containers: [
        {
          name: 'kserve-container',
          image: 'i',
          command: ['sh', '-c', 'secret'],
          env: [{ name: 'PASSWORD', value: 'secret' }],
          envFrom: [{ secretRef: { name: 's' } }],
        },
      ],
    },
    status: { phase: 'Running', ready: true, restarts: 0, nothing: null },
  };

  it('keeps what rules read, and drops what may be secret', () => {
    expect(trimObject(pod)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', annotations: { 'waybill.dev/version': '1.0.0' } },
      spec: {
        nodeName: 'node-1',
        initContainers: [{ name: 'modelcar-init', image: 'i' }],
        containers: [{ name: 'kserve-container', image: 'i' }],
      },
      status: { phase: 'Running', ready: true, restarts: 0 },
    });
    expect(JSON.stringify(trimObject(pod))).not.toContain('secret');
  });

  it('changes nothing that a placement is derived from', () => {
    const observations = shippedObjects();
    const trimmed = observations.map(observation => ({
      ...observation,
      object: trimObject(observation.object),
    }));
    expect(derivePlacement(placementInput({ observations: trimmed }))).toEqual(
      derivePlacement(placementInput({ observations })),
    );
  });

  it('keeps the status of an object that is too large', () => {
    const trimmed = trimObject({
      spec: { junk: Array.from({ length: 1000 }, () => 'x'.repeat(5000)) },
      kind: 'Pod',
      status: { phase: 'Running' },
    });
    expect(trimmed).toMatchObject({
      kind: 'Pod',
      status: { phase: 'Running' },
    });
    expect(JSON.stringify(trimmed).length).toBeLessThan(600_000);
  });

  it('ends at a depth, and at the end of a list', () => {
    let deep: unknown = 'end';
    for (let depth = 0; depth < 10_000; depth += 1) deep = { deep: [deep] };
    expect(JSON.stringify(trimObject(deep)).length).toBeLessThan(1_000);
    const list = { list: Array.from({ length: 6000 }, (_, index) => index) };
    expect(trimObject(list).list).toHaveLength(5000);
  });

  it('takes no prototype from a cluster', () => {
    const trimmed = trimObject(
      JSON.parse('{"metadata":{"__proto__":{"name":"x"}}}'),
    );
    expect(trimmed.metadata?.name).toBeUndefined();
  });

  it.each(NONSENSE)('never throws for %p', nonsense => {
    expect(typeof trimObject(nonsense)).toBe('object');
  });
});
