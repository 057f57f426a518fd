import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { MockSigstore } from '../__testUtils__/MockSigstore';
import { TufRepository } from '../__testUtils__/TufRepository';
import type { TrustRoots } from './TrustRoots';
import { trustRootsFromConfig } from './trustRootsFromConfig';

type JsonObject = NonNullable<ConstructorParameters<typeof ConfigReader>[0]>;

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

let dir: string;
let now: Date;
let trustedRoot: string;

beforeAll(async () => {
  trustedRoot = JSON.stringify((await MockSigstore.start()).trustedRoot());
});
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-trust-'));
  now = new Date();
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const configure = (...entries: JsonObject[]): TrustRoots =>
  trustRootsFromConfig(
    new ConfigReader({
      waybill: { verification: { trustRoots: entries } },
    }),
    { now: () => now },
  );
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

describe('a trust root in a file', () => {
  const write = (text: string) => writeFile(path.join(dir, 'root.json'), text);
  const roots = () =>
    configure({ name: 'company', file: path.join(dir, 'root.json') });

  it('is read, and read again when a minute has passed', async () => {
    await write(trustedRoot);
    const loaded = roots();
    const first = await loaded.load('company');
    expect(first).toMatchObject({
      hasCertificateLogs: true,
      refreshedAt: now.toISOString(),
    });
    expect(first.material.tlogs).toHaveLength(1);
    expect(await loaded.load('company')).toBe(first);

    await write(
      JSON.stringify({ ...JSON.parse(trustedRoot), ctlogs: [], tlogs: [] }),
    );
    later(61_000);
    const second = await loaded.load('company');
    expect(second.hasCertificateLogs).toBe(false);
  });

  it('goes on as it was where it can no longer be read, for a week, and says why', async () => {
    await write(trustedRoot);
    const loaded = roots();
    const first = await loaded.load('company');
    await write('{"half');
    later(DAY);
    expect(await loaded.load('company')).toEqual({
      ...first,
      problem: 'it is no JSON',
    });
    later(7 * DAY);
    await expect(loaded.load('company')).rejects.toMatchObject({
      code: 'TRUST_ROOT_UNAVAILABLE',
      message: expect.stringContaining(`since ${first.refreshedAt}`),
    });
  });

  it.each([
    ['is not there', undefined],
    ['is no JSON', 'trust me'],
    ['is another JSON', '{"tlogs": []}'],
    ['has a key that is none', '{"tlogs":[{"publicKey":{"rawBytes":"AAAA"}}]}'],
  ])('cannot be had where it %s', async (_, text) => {
    if (text !== undefined) await write(text);
    await expect(roots().load('company')).rejects.toMatchObject({
      name: 'VerificationError',
      code: 'TRUST_ROOT_UNAVAILABLE',
      message: expect.stringContaining("'company'"),
    });
  });
});

describe('a trust root by TUF', () => {
  let repository: TufRepository;
  beforeEach(async () => {
    repository = await TufRepository.start(trustedRoot);
    await writeFile(path.join(dir, '1.root.json'), repository.root);
  });
  afterEach(() => repository.stop());

  const roots = () =>
    configure({
      name: 'company',
      tuf: {
        mirror: `${repository.url}/`,
        rootFile: path.join(dir, '1.root.json'),
        cacheDirectory: path.join(dir, 'cache'),
      },
    });

  it('is fetched once for all who ask, and again after hours', async () => {
    const loaded = roots();
    const [first, second] = await Promise.all([
      loaded.load('company'),
      loaded.load('company'),
    ]);
    expect(second).toBe(first);
    expect(first.material.certificateAuthorities).toHaveLength(1);
    const timestamps = () =>
      repository.requests.filter(name => name === 'timestamp.json').length;
    expect(timestamps()).toBe(1);

    later(5 * HOUR);
    expect(await loaded.load('company')).toBe(first);
    repository.publish(
      JSON.stringify({ ...JSON.parse(trustedRoot), ctlogs: [] }),
    );
    later(2 * HOUR);
    expect((await loaded.load('company')).hasCertificateLogs).toBe(false);
    expect(timestamps()).toBe(2);
  });

  it('is the last good one while the mirror is away, also for the next process, and asks once a minute', async () => {
    const { refreshedAt } = await roots().load('company');
    repository.isAway = true;
    later(DAY);
    const next = roots();
    const kept = await next.load('company');
    expect(kept.material.tlogs).toHaveLength(1);
    expect(kept.problem).toMatch(/TUF|timestamp|404|error/i);
    expect(Date.parse(kept.refreshedAt) - Date.parse(refreshedAt)).toBeLessThan(
      HOUR,
    );
    const asked = repository.requests.length;
    await next.load('company');
    expect(repository.requests).toHaveLength(asked);
    later(61_000);
    await next.load('company');
    expect(repository.requests.length).toBeGreaterThan(asked);
  });

  it('cannot be had of a mirror that is away from the start, or that others have signed', async () => {
    repository.isAway = true;
    await expect(roots().load('company')).rejects.toMatchObject({
      code: 'TRUST_ROOT_UNAVAILABLE',
    });
    const impostor = await TufRepository.start(trustedRoot);
    try {
      const fooled = configure({
        name: 'company',
        tuf: {
          mirror: impostor.url,
          rootFile: path.join(dir, '1.root.json'),
          cacheDirectory: path.join(dir, 'cache'),
        },
      });
      await expect(fooled.load('company')).rejects.toMatchObject({
        code: 'TRUST_ROOT_UNAVAILABLE',
      });
    } finally {
      await impostor.stop();
    }
  });

  it('is not waited for by one who has left', async () => {
    const loaded = roots();
    const leaving = new AbortController();
    const left = loaded.load('company', { signal: leaving.signal });
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect((await loaded.load('company')).hasCertificateLogs).toBe(true);
  });
});

describe('trustRootsFromConfig', () => {
  it.each([
    ['neither file nor tuf', { name: 'x' }, 'either file or tuf'],
    ['both', { name: 'x', file: '/a', tuf: {} }, 'either file or tuf'],
    ['a path that is not absolute', { name: 'x', file: 'a' }, 'absolute'],
    [
      'a mirror without its root',
      { name: 'x', tuf: { mirror: 'https://tuf.test' } },
      'rootFile',
    ],
    ['a mirror that is no URL', { name: 'x', tuf: { mirror: 'tuf' } }, 'URL'],
    ['no name', { file: '/a' }, 'name'],
  ])('refuses %s', (_, entry, words) => {
    expect(() => configure(entry)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(words),
      }),
    );
  });

  it('refuses a name twice, and one that nobody configured', async () => {
    const entry = { name: 'x', file: '/a' };
    expect(() => configure(entry, entry)).toThrow("'x' twice");
    await expect(configure(entry).load('y')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
