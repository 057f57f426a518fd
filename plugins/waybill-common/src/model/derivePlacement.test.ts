import { V1_NAME, derive, hop, withObjects } from './__fixtures__/derive';
import {
  CONTACT,
  V1,
  declaration,
  health,
  inferenceService,
  observe,
  shippedObjects,
} from './__fixtures__/placements';
import modelcarPods from './__fixtures__/cluster/modelcar-pods.json';
import readyStandard from './__fixtures__/cluster/ready-standard.json';
import { HOP_NAMES } from './waybill';

describe('derivePlacement', () => {
  describe('when all is well', () => {
    it('has seven current hops and names the bytes that run', () => {
      const placement = derive();
      expect(placement).toMatchObject({
        presence: 'delivered',
        serving: {
          cluster: 'dev',
          apiVersion: 'serving.kserve.io/v1beta1',
          kind: 'InferenceService',
          namespace: 'models',
          name: 'iris',
        },
        delivery: {
          kind: 'Kustomization',
          namespace: 'flux-system',
          name: 'iris',
        },
        source: { kind: 'OCIRepository', name: 'iris' },
        version: '1.0.0',
        declaredDigest: V1,
        runningDigest: V1,
        url: 'http://iris-models.example.com',
        status: 'Current',
        tracks: [
          {
            name: 'stable',
            desiredPercent: 100,
            isReady: true,
            digest: V1,
            revision: 'iris-predictor',
          },
        ],
        pods: [
          {
            name: 'iris-predictor-1-a',
            state: 'Running',
            isReady: true,
            restarts: 0,
            modelDigest: V1,
            node: 'node-1',
          },
        ],
      });
      expect(HOP_NAMES.map(name => hop(placement, name))).toEqual([
        `Current Published: The registry holds ${V1_NAME}.`,
        "Current SignatureVerified: Signed with the key 'default', which the policy 'portal' accepts.",
        `Current Declared: Git declares ${V1_NAME} for dev.`,
        'Current Succeeded: Flux has fetched the manifests 1.0.0 and trusts their signature.',
        `Current Applied: The InferenceService 'iris' names ${V1_NAME}, as Git declares.`,
        'Current Ready: The model is served.',
        `Current Running: 1 pod runs ${V1_NAME}.`,
      ]);
      expect(placement.waybill.summary).toBe(
        `All is well in dev. 1 pod runs ${V1_NAME}.`,
      );
      expect(placement.waybill.asOf).toBe(CONTACT);
    });

    it('has evidence, age and digest for each hop', () => {
      const { hops } = derive().waybill;
      for (const { name, evidence, asOf } of hops) {
        expect([name, evidence.length > 0, asOf]).toEqual([
          name,
          true,
          CONTACT,
        ]);
      }
      expect(
        hops.filter(({ digest }) => digest === V1).map(({ name }) => name),
      ).toEqual([
        'published',
        'signed',
        'declared',
        'applied',
        'ready',
        'running',
      ]);
      expect(
        hops.find(({ name }) => name === 'declared')?.evidence[0].href,
      ).toMatch(/^https:\/\/git\.example\.com/);
      expect(hops.find(({ name }) => name === 'running')).toMatchObject({
        since: '2026-11-21T10:08:33Z',
      });
    });
  });

  describe('when the model was never shipped to the environment', () => {
    it('is absent and quiet where nothing is declared either', () => {
      for (const declared of [
        undefined,
        declaration(null, { state: 'missing' }),
      ]) {
        const placement = derive({ observations: [], declaration: declared });
        expect(placement).toMatchObject({
          presence: 'absent',
          status: 'NotFound',
          tracks: [],
          pods: [],
        });
        expect(HOP_NAMES.map(name => hop(placement, name))).toEqual(
          HOP_NAMES.map(() => 'NotFound NotShipped: Not shipped to dev yet.'),
        );
        expect(placement.waybill.summary).toBe('Not shipped to dev yet.');
      }
    });

    it('says that nothing delivers what Git declares', () => {
      const placement = derive({ observations: [] });
      expect(placement.presence).toBe('absent');
      expect(hop(placement, 'declared')).toMatch(/^Current /);
      expect(hop(placement, 'synced')).toBe(
        `NotFound NotShipped: Not shipped to dev yet: Git declares ${V1_NAME}, but no Flux object in the cluster delivers it.`,
      );
      expect(hop(placement, 'running')).toBe(
        'NotFound NotShipped: Not shipped to dev yet.',
      );
      expect(placement.waybill.summary).toMatch(
        /^Not shipped to dev yet: Git declares/,
      );
    });

    it('says that the cluster has no Flux', () => {
      const placement = derive({
        observations: [],
        observerHealth: health({ Kustomization: { state: 'absent' } }),
      });
      expect(hop(placement, 'synced')).toMatch(
        /but the cluster 'dev' has no Flux that could deliver it\.$/,
      );
    });

    it('is loud where Git cannot be read', () => {
      const placement = derive({
        observations: [],
        declaration: declaration(null, {
          state: 'unreadable',
          error: 'The host does not answer',
        }),
      });
      expect(placement).toMatchObject({
        presence: 'absent',
        status: 'Unknown',
      });
      expect(hop(placement, 'declared')).toBe(
        'Unknown GitUnreadable: What Git declares for dev could not be read: The host does not answer.',
      );
    });
  });

  describe('when the cluster does not answer', () => {
    it('shows what was last seen, and its age', () => {
      const placement = derive({
        observerHealth: health({
          '*': {
            state: 'failing',
            lastContactAt: '2026-11-21T11:00:00Z',
            error: 'connect ECONNREFUSED',
          },
        }),
      });
      expect(hop(placement, 'running')).toBe(
        `Current Running: 1 pod runs ${V1_NAME}. Last seen less than a minute ago: the cluster 'dev' does not answer.`,
      );
      expect(placement.waybill.hops[6].evidence).toContainEqual({
        subject: 'cluster dev',
        detail: 'connect ECONNREFUSED',
      });
      const old = derive({
        observerHealth: health({
          '*': { state: 'failing', lastContactAt: undefined },
        }),
        observations: shippedObjects().map(object => ({
          ...object,
          observedAt: '2026-11-21T10:00:00Z',
        })),
      });
      expect(hop(old, 'synced')).toMatch(
        /Last seen 2 hours ago: the cluster 'dev' does not answer\.$/,
      );
      expect(old.waybill.asOf).toBe('2026-11-21T10:00:00Z');
      expect(old.status).toBe('Current');
    });

    it('knows nothing where nothing was ever seen, and does not call the model absent', () => {
      const placement = derive({
        observations: [],
        observerHealth: health({
          '*': { state: 'failing', lastContactAt: undefined },
        }),
      });
      expect(placement).toMatchObject({
        presence: 'unknown',
        status: 'Unknown',
        pods: [],
      });
      for (const name of ['synced', 'applied', 'ready', 'running'] as const) {
        expect(hop(placement, name)).toBe(
          "Unknown ClusterUnavailable: The cluster 'dev' does not answer, and nothing was seen of it before.",
        );
      }
    });

    it('waits for a cluster that is being listed, and for one that is not watched at all', () => {
      for (const observerHealth of [
        health({ '*': { state: 'starting', lastContactAt: undefined } }),
        [],
      ]) {
        expect(
          hop(derive({ observations: [], observerHealth }), 'applied'),
        ).toBe(
          "Unknown NotObserved: The cluster 'dev' has not listed its objects of the kind InferenceService yet.",
        );
      }
    });
  });

  it('reads golden objects of KServe, and says what kwok does not tell', () => {
    const digest = `sha256:${'1'.repeat(64)}`;
    const placement = derive({
      environment: {
        name: 'argo',
        title: 'Argo',
        cluster: 'dev',
        namespace: 'argo-models',
      },
      repository: '127.0.0.1:5001/g/iris',
      versions: { items: [] },
      declaration: undefined,
      observations: [...readyStandard, ...modelcarPods].map(object =>
        observe(object as unknown as Record<string, unknown>),
      ),
    });
    expect(placement).toMatchObject({
      presence: 'delivered',
      serving: { name: 'iris-argo' },
      url: 'http://iris-argo-argo-models.example.com',
    });
    expect(placement.waybill.hops[5]).toMatchObject({
      status: 'Current',
      digest,
    });
    expect(hop(placement, 'running')).toMatch(/^Unknown ImageIdMissing/);
  });

  it('links to nothing but the web', () => {
    const service = inferenceService(V1, {
      status: { url: 'data:text/html,hello' },
    });
    expect(derive({ observations: withObjects(service) }).url).toBeUndefined();
  });
});
