import type {
  TrustPolicy,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../registry';
import { VerdictCache } from './VerdictCache';
import type { VerifyOptions } from './verifyDigest';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const MINUTE = 60_000;
const START = Date.parse('2026-11-21T10:00:00Z');

const POLICIES: readonly TrustPolicy[] = [
  {
    name: 'portal',
    repositories: ['**'],
    keys: [{ name: 'release', publicKeyPem: 'PEM' }],
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
  },
];

const client = new MemoryRegistryClient();
const ask = (
  minutes = 0,
  more: Partial<VerifyOptions> = {},
): VerifyOptions => ({
  client,
  repository: { host: 'registry.test', path: 'models/iris' },
  digest: DIGEST,
  policies: POLICIES,
  now: new Date(START + minutes * MINUTE),
  ...more,
});

function verdictOf(
  options: VerifyOptions,
  verdict: Pick<Verdict, 'state' | 'reason'>,
): Verdict {
  return {
    message: `as of ${options.now.toISOString()}`,
    digest: options.digest,
    forms: [],
    attestations: [],
    findings: [],
    checkedAt: options.now.toISOString(),
    ...verdict,
  };
}

const VERIFIED = { state: 'verified', reason: 'SignatureVerified' } as const;
const UNSIGNED = { state: 'unsigned', reason: 'NoSignature' } as const;
const AWAY = { state: 'unknown', reason: 'RegistryUnavailable' } as const;

describe('VerdictCache', () => {
  let says: Pick<Verdict, 'state' | 'reason'>;
  let verify: jest.Mock<Promise<Verdict>, [VerifyOptions]>;
  let cache: VerdictCache;

  beforeEach(() => {
    says = VERIFIED;
    verify = jest.fn(async options => verdictOf(options, says));
    cache = new VerdictCache({ verify });
  });

  it('looks once for a repository, digest, policies and demands', async () => {
    const first = await cache.verify(ask());
    expect(await cache.verify(ask(1))).toBe(first);
    expect(verify).toHaveBeenCalledTimes(1);
    // the same policies, read again
    await cache.verify(ask(1, { policies: structuredClone(POLICIES) }));
    expect(verify).toHaveBeenCalledTimes(1);

    await cache.verify(ask(1, { policies: [] }));
    await cache.verify(ask(1, { demands: { policies: ['portal'] } }));
    await cache.verify(ask(1, { digest: OTHER }));
    await cache.verify(ask(1, { thorough: true }));
    await cache.verify(
      ask(1, { repository: { host: 'registry.test', path: 'models/other' } }),
    );
    expect(verify).toHaveBeenCalledTimes(6);
  });

  it.each([
    ['verified', VERIFIED, 59, 61],
    ['unsigned', UNSIGNED, 0.9, 1.1],
    ['unknown', AWAY, 0.1, 0.2],
  ])('looks again at one that was %s', async (_, verdict, fresh, old) => {
    says = verdict;
    await cache.verify(ask());
    await cache.verify(ask(fresh));
    expect(verify).toHaveBeenCalledTimes(1);
    await cache.verify(ask(old));
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('notices a new signature on an old digest', async () => {
    says = UNSIGNED;
    await cache.verify(ask());
    says = VERIFIED;
    expect(await cache.verify(ask(2))).toMatchObject(VERIFIED);
  });

  it('gives the old verdict with its age where nobody can look, for a day', async () => {
    await cache.verify(ask());
    says = AWAY;
    expect(await cache.verify(ask(61))).toMatchObject({
      state: 'verified',
      checkedAt: '2026-11-21T10:00:00.000Z',
      staleness: {
        triedAt: '2026-11-21T11:01:00.000Z',
        message: 'as of 2026-11-21T11:01:00.000Z',
      },
    });
    // for a moment without asking again, and never without its age
    expect(cache.peek(ask(61.1))).toHaveProperty('staleness');
    says = VERIFIED;
    const again = await cache.verify(ask(62));
    expect(again.state).toBe('verified');
    expect(again).not.toHaveProperty('staleness');

    says = AWAY;
    expect(await cache.verify(ask(62 + 24 * 60 + 1))).toMatchObject(AWAY);
  });

  it('gives up the old verdict where somebody did look', async () => {
    await cache.verify(ask());
    says = { state: 'unknown', reason: 'DigestNotFound' };
    expect(await cache.verify(ask(61))).toMatchObject(says);
  });

  it('verifies once for all who ask at the same time, and ends only when all have left', async () => {
    const answers: ((verdict: Verdict) => void)[] = [];
    const signals: (AbortSignal | undefined)[] = [];
    verify.mockImplementation(({ signal }) => {
      signals.push(signal);
      return new Promise(resolve => {
        answers.push(resolve);
      });
    });
    const leaving = new AbortController();
    const left = cache.verify(ask(0, { signal: leaving.signal }));
    const stayed = cache.verify(ask());
    await Promise.resolve();
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(signals.map(signal => signal?.aborted)).toEqual([false]);
    answers[0](verdictOf(ask(), VERIFIED));
    expect(await stayed).toMatchObject(VERIFIED);
    expect(verify).toHaveBeenCalledTimes(1);

    const alone = new AbortController();
    const last = cache.verify(ask(0, { digest: OTHER, signal: alone.signal }));
    await Promise.resolve();
    alone.abort(new Error('left as well'));
    await expect(last).rejects.toThrow('left as well');
    expect(signals[1]?.aborted).toBe(true);
  });

  it('forgets a digest, also what is under way', async () => {
    await cache.verify(ask());
    await cache.verify(ask(0, { digest: OTHER }));
    cache.forget(DIGEST);
    expect(cache.peek(ask())).toBeUndefined();
    expect(cache.peek(ask(0, { digest: OTHER }))).toMatchObject(VERIFIED);

    const answers: ((verdict: Verdict) => void)[] = [];
    verify.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answers.push(resolve);
        }),
    );
    const early = cache.verify(ask());
    await Promise.resolve();
    cache.forget(DIGEST);
    answers[0](verdictOf(ask(), UNSIGNED));
    expect(await early).toMatchObject(UNSIGNED);
    // it was looked at before it was forgotten
    expect(await cache.verify(ask())).toMatchObject(VERIFIED);
  });

  it('keeps what was used last', async () => {
    cache = new VerdictCache({ verify, maxEntries: 2 });
    const third = `sha256:${'c'.repeat(64)}`;
    await cache.verify(ask());
    await cache.verify(ask(0, { digest: OTHER }));
    await cache.verify(ask());
    await cache.verify(ask(0, { digest: third }));
    expect(cache.peek(ask())).toMatchObject(VERIFIED);
    expect(cache.peek(ask(0, { digest: OTHER }))).toBeUndefined();
  });

  it('does not keep a failure', async () => {
    verify.mockRejectedValueOnce(new Error('out of memory'));
    await expect(cache.verify(ask())).rejects.toThrow('out of memory');
    expect(await cache.verify(ask())).toMatchObject(VERIFIED);
  });
});
