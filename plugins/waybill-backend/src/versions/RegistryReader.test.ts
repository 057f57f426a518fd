import { FakePackageReader } from '../__testUtils__/FakePackageReader';
import { testDatabases } from '../__testUtils__/testDatabase';
import { RegistryReader } from './RegistryReader';
import { VersionStore } from './VersionStore';

const databases = testDatabases();
const REPOSITORY = 'registry.example.com/models/iris';
const IRIS = { repository: REPOSITORY };
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const [A, B, C] = [digest('a'), digest('b'), digest('c')];

describe.each(databases.ids)('RegistryReader, %p', id => {
  let packages: FakePackageReader;
  let store: VersionStore;
  let reader: RegistryReader;
  let now: Date;

  beforeEach(async () => {
    now = new Date('2026-11-21T10:00:00.000Z');
    packages = new FakePackageReader();
    packages.now = () => now;
    packages.tags
      .set('1.0.0', A)
      .set('1.1.0', B)
      .set(`sha256-${'a'.repeat(64)}.sig`, C);
    packages.signed.add(A);
    store = new VersionStore(await databases.open(id), packages.policies);
    reader = new RegistryReader({ packages, store, now: () => now });
  });

  const refresh = async (declared: string[] = []) =>
    reader.refresh(IRIS, declared, new AbortController().signal);
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
    packages.calls.length = 0;
  };

  it('keeps tags, what is behind them and whether it may be trusted', async () => {
    expect(await refresh()).toBe(true);

    const known = await store.get(IRIS);
    expect([...known.tags]).toEqual(
      expect.arrayContaining([
        ['1.0.0', A],
        ['1.1.0', B],
      ]),
    );
    expect(known.tags.size).toBe(2);
    expect(known.packages.get(A)).toEqual({
      format: 'modelcar',
      sizeBytes: 1234,
      createdAt: '2026-11-20T00:00:00.000Z',
    });
    expect(known.verdicts.get(A)?.state).toBe('verified');
    expect(known.verdicts.get(B)?.state).toBe('unsigned');
    expect(known).toMatchObject({
      lastGoodAt: now.toISOString(),
      problem: undefined,
    });
  });

  it('asks again only for what can change', async () => {
    await refresh();
    later(5_000);

    expect(await refresh()).toBe(false);
    expect(packages.calls).toEqual([
      'listTags',
      'resolve 1.1.0',
      'resolve 1.0.0',
    ]);
  });

  it('looks again soon whether a new version has been signed', async () => {
    await refresh();
    packages.signed.add(B);
    later(11_000);

    expect(await refresh()).toBe(true);
    expect(packages.calls).toContain(`verify ${B}`);
    expect(packages.calls).not.toContain(`verify ${A}`);
    expect((await store.get(IRIS)).verdicts.get(B)?.state).toBe('verified');
  });

  it('sees a tag that moved and one that is gone', async () => {
    await refresh();
    packages.tags.delete('1.0.0');
    packages.tags.set('1.1.0', C);
    later(1_000);

    expect(await refresh()).toBe(true);
    expect([...(await store.get(IRIS)).tags]).toEqual([['1.1.0', C]]);
  });

  it('has a verdict on what is declared though no tag names it', async () => {
    await refresh([C]);

    expect((await store.get(IRIS)).verdicts.get(C)?.state).toBe('unsigned');
  });

  it('keeps what is known while the registry is away, and says since when', async () => {
    await refresh();
    const lastGoodAt = now.toISOString();
    later(60_000);
    packages.failure = new Error('registry.example.com refuses connections');

    expect(await refresh()).toBe(true);
    expect(await store.get(IRIS)).toMatchObject({
      lastGoodAt,
      problem: 'registry.example.com refuses connections',
    });
    expect((await store.get(IRIS)).tags.size).toBe(2);

    packages.failure = undefined;
    expect(await refresh()).toBe(true);
    expect((await store.get(IRIS)).problem).toBeUndefined();
  });

  it('tells the other versions where one cannot be read', async () => {
    packages.unreadable = B;
    await refresh();

    const known = await store.get(IRIS);
    expect(known.packages.has(A)).toBe(true);
    expect(known.tags.size).toBe(2);
    expect(known.problem).toContain(B);
  });

  it('takes no verdict of other policies', async () => {
    const db = await databases.open(id);
    const before = new VersionStore(db, 'before');
    await new RegistryReader({
      packages,
      store: before,
      now: () => now,
    }).refresh(IRIS, [], new AbortController().signal);
    expect((await before.get(IRIS)).verdicts.size).toBe(2);

    expect((await new VersionStore(db, 'after').get(IRIS)).verdicts.size).toBe(
      0,
    );
  });

  it('keeps verdicts by what the entity asks for', async () => {
    const demands = { attestations: ['https://slsa.dev/provenance/v1'] };
    await refresh();
    packages.signed.delete(A);
    await reader.refresh(
      { ...IRIS, demands },
      [],
      new AbortController().signal,
    );

    expect(packages.demands).toEqual([undefined, undefined, demands, demands]);
    const states = await Promise.all(
      [IRIS, { ...IRIS, demands }].map(
        async of => (await store.get(of)).verdicts.get(A)?.state,
      ),
    );
    expect(states).toEqual(['verified', 'unsigned']);
  });

  it('looks at once where the tags show a signature that the verdict does not know', async () => {
    await refresh();
    later(11_000);
    await refresh();
    expect(packages.calls).not.toContain(`verify ${A}`);

    packages.tags.set(`sha256-${'a'.repeat(64)}.att`, C);
    later(11_000);
    await refresh();
    expect(packages.calls).toContain(`verify ${A}`);
  });

  it.each([
    ['RegistryUnavailable', 'verified'],
    ['TrustRootUnavailable', 'verified'],
    ['DigestNotFound', 'unknown'],
    ['TooManySignatures', 'unknown'],
  ] as const)('after %s the verdict is %s', async (reason, state) => {
    await refresh();
    const checkedAt = now.toISOString();
    later(3 * 60_000);
    packages.verdicts.set(A, {
      ...(await store.get(IRIS)).verdicts.get(A)!,
      state: 'unknown',
      reason,
      message: 'It could not be checked.',
    });
    expect(await refresh()).toBe(true);

    const verdict = (await store.get(IRIS)).verdicts.get(A);
    expect(verdict).toMatchObject({ state });
    expect(verdict?.staleness).toEqual(
      state === 'verified'
        ? {
            triedAt: now.toISOString(),
            message: 'It could not be checked.',
          }
        : undefined,
    );
    expect(verdict?.checkedAt).toBe(
      state === 'verified' ? checkedAt : now.toISOString(),
    );

    packages.verdicts.clear();
    later(11_000);
    expect(await refresh()).toBe(true);
    expect((await store.get(IRIS)).verdicts.get(A)).toMatchObject({
      state: 'verified',
      checkedAt: now.toISOString(),
    });
  });

  it('gives no verdict without its age while the registry does not answer', async () => {
    await refresh();
    later(60_000);
    packages.failure = new Error('registry.example.com refuses connections');
    await refresh();

    expect((await store.get(IRIS)).verdicts.get(A)).toMatchObject({
      state: 'verified',
      staleness: {
        triedAt: now.toISOString(),
        message: 'registry.example.com refuses connections',
      },
    });

    packages.failure = undefined;
    await refresh();
    expect((await store.get(IRIS)).verdicts.get(A)?.staleness).toBeUndefined();
  });

  it('forgets verdicts of what nobody asks for any more', async () => {
    await refresh([C]);
    later(31 * 24 * 60 * 60_000);
    await refresh();
    later(1_000);
    await refresh();

    expect([...(await store.get(IRIS)).verdicts.keys()].sort()).toEqual([A, B]);
  });

  it('makes one verdict anew when it is told to', async () => {
    await refresh();
    packages.signed.delete(A);
    later(1_000);
    const { state } = await reader.verify(
      IRIS,
      A,
      new AbortController().signal,
    );

    expect(state).toBe('unsigned');
    expect(packages.calls).toEqual([`verify ${A}`]);
    expect((await store.get(IRIS)).verdicts.get(A)?.state).toBe('unsigned');
  });

  it('refuses what is no repository', async () => {
    await reader.refresh(
      { repository: 'nonsense' },
      [],
      new AbortController().signal,
    );

    expect((await store.get({ repository: 'nonsense' })).problem).toContain(
      'nonsense',
    );
    expect(packages.calls).toEqual([]);
  });
});
