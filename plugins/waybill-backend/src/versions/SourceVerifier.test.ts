import { mockServices } from '@backstage/backend-test-utils';
import type { Observation } from '@waybill/backstage-plugin-waybill-common';
import { FakePackageReader } from '../__testUtils__/FakePackageReader';
import { testDatabases } from '../__testUtils__/testDatabase';
import { DatabaseObservationStore } from '../observing/DatabaseObservationStore';
import { SourceVerdictStore } from './SourceVerdictStore';
import { SourceVerifier } from './SourceVerifier';

const databases = testDatabases();
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const [A, B] = [digest('a'), digest('b')];
const MANIFESTS = 'registry.example.com/models/iris-manifests';

function source(
  revision: string,
  url = `oci://${MANIFESTS}`,
  name = 'iris',
): Observation {
  const metadata = { name, namespace: 'flux-system', uid: name };
  return {
    cluster: 'dev',
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    namespace: 'flux-system',
    name,
    uid: name,
    resourceVersion: revision.slice(0, 20),
    observedAt: '2026-11-21T10:00:00.000Z',
    object: { metadata, spec: { url }, status: { artifact: { revision } } },
  };
}

describe.each(databases.ids)('SourceVerifier, %p', id => {
  const signal = new AbortController().signal;
  let packages: FakePackageReader;
  let store: SourceVerdictStore;
  let verifier: SourceVerifier;
  let now: Date;
  let changes: string[];
  let deliver: (...sources: Observation[]) => Promise<unknown>;

  beforeEach(async () => {
    now = new Date('2026-11-21T10:00:00.000Z');
    changes = [];
    packages = new FakePackageReader();
    packages.now = () => now;
    packages.signed.add(A);
    const db = await databases.open(id);
    const observations = new DatabaseObservationStore(db);
    store = new SourceVerdictStore(db, packages.policies);
    deliver = (...sources) =>
      observations.replace(
        'dev',
        { group: 'source.toolkit.fluxcd.io', kind: 'OCIRepository' },
        sources,
      );
    verifier = new SourceVerifier({
      clusters: ['dev'],
      observations,
      packages,
      store,
      logger: mockServices.logger.mock(),
      sleep: async () => undefined,
      now: () => now,
      onChange: cluster => changes.push(cluster),
    });
  });
  const states = async () =>
    Object.entries(await store.list()).map(
      ([key, { state }]) => `${key.slice(0, -60)} ${state}`,
    );
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
    packages.calls.length = 0;
    changes.length = 0;
  };

  it('verifies what Flux fetches, and tells of it', async () => {
    await deliver(source(`1.0.0@${A}`));
    await verifier.checkAll(signal);

    expect(await states()).toEqual([`${MANIFESTS}@sha256:aaaa verified`]);
    expect(changes).toEqual(['dev']);
  });

  it('asks again only when a verdict is old, and tells only what changed', async () => {
    await deliver(source(`1.0.0@${A}`));
    await verifier.checkAll(signal);
    later(60_000);
    await verifier.checkAll(signal);
    expect([packages.calls, changes]).toEqual([[], []]);

    later(2 * 60_000);
    await verifier.checkAll(signal);
    expect([packages.calls, changes]).toEqual([[`verify ${A}`], []]);
  });

  it('keeps what it knew of a registry that is away, with its age', async () => {
    await deliver(source(`1.0.0@${A}`));
    await verifier.checkAll(signal);
    const [last] = Object.values(await store.list());
    packages.verdicts.set(A, {
      ...last,
      state: 'unknown',
      reason: 'RegistryUnavailable',
      message: 'It is away.',
    });
    later(3 * 60_000);
    await verifier.checkAll(signal);

    expect(Object.values(await store.list())).toMatchObject([
      {
        state: 'verified',
        checkedAt: last.checkedAt,
        staleness: { triedAt: now.toISOString(), message: 'It is away.' },
      },
    ]);
  });

  it('forgets what is no longer delivered, and verdicts of other policies', async () => {
    await deliver(source(`1.0.0@${A}`));
    await verifier.checkAll(signal);
    await deliver(source(`1.1.0@${B}`));
    await verifier.checkAll(signal);

    expect(await states()).toEqual([`${MANIFESTS}@sha256:bbbb unsigned`]);
  });

  it.each([
    ['of a registry that is not configured', 'oci://unknown.example.com/x'],
    ['that has no readable address', 'oci://registry.example.com/Not%20This'],
  ])('asks nobody about a source %s', async (_, url) => {
    await deliver(source(`1.0.0@${A}`, url));
    await verifier.checkAll(signal);

    expect(packages.calls).toEqual([]);
  });
});
