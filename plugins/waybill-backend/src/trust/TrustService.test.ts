import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import type { Model } from '../services/ModelDirectory';
import { TrustService, type TrustServiceOptions } from './TrustService';

const MODEL: Model = {
  entityRef: 'resource:default/iris',
  repository: 'registry.example.com/models/iris',
  deployPath: 'deploy',
};
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('TrustService.verify', () => {
  const verify = jest.fn();
  const onChange = jest.fn();
  let now: Date;
  let known: Map<string, Verdict>;
  let service: TrustService;

  const verdict = (changes: Partial<Verdict> = {}): Verdict => ({
    state: 'verified',
    reason: 'SignatureVerified',
    message: 'Signed.',
    digest: DIGEST,
    forms: [],
    attestations: [],
    findings: [],
    checkedAt: now.toISOString(),
    ...changes,
  });

  beforeEach(() => {
    jest.resetAllMocks();
    now = new Date('2026-11-21T10:00:00.000Z');
    known = new Map();
    verify.mockImplementation(async () => verdict());
    service = new TrustService({
      registry: { verify },
      versions: { get: async () => ({ verdicts: known }) },
      onChange,
      now: () => now,
    } as unknown as TrustServiceOptions);
  });
  const ask = () => service.verify(MODEL, DIGEST, new AbortController().signal);

  it('gives what was checked a moment ago', async () => {
    const last = verdict();
    known.set(DIGEST, last);
    now = new Date(now.getTime() + 2_000);

    expect(await ask()).toBe(last);
    expect(verify).not.toHaveBeenCalled();
  });

  it.each([
    ['is older', {}, 4_000],
    [
      'could not be made again',
      { staleness: { triedAt: '2026-11-21T10:00:00.000Z', message: 'away' } },
      1_000,
    ],
  ])('asks again where the last check %s', async (_, changes, ms) => {
    known.set(DIGEST, verdict(changes));
    now = new Date(now.getTime() + ms);
    await ask();

    expect(verify).toHaveBeenCalledTimes(1);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('tells pages of a verdict that is another one', async () => {
    known.set(DIGEST, verdict({ checkedAt: '2026-11-21T09:00:00.000Z' }));
    verify.mockResolvedValue(
      verdict({ state: 'untrusted', reason: 'KeyMismatch' }),
    );
    await ask();

    expect(onChange).toHaveBeenCalledWith(MODEL);
  });

  it('refuses more than a registry should be asked in a minute', async () => {
    for (let count = 0; count < 60; count += 1) await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'TOO_MANY_CHECKS' });
    expect(verify).toHaveBeenCalledTimes(60);

    now = new Date(now.getTime() + 60_000);
    expect(await ask()).toMatchObject({ state: 'verified' });
  });
});
