import { formatAge } from './formatAge';
import { formatBytes } from './formatBytes';
import { podStatus } from './podStatus';
import { safeHref } from './safeHref';
import { shortDigest } from './shortDigest';

describe('formatAge', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  it.each([
    ['2026-11-21T12:00:30Z', 'just now'],
    ['2026-11-21T11:59:51Z', 'just now'],
    ['2026-11-21T11:59:23Z', '30 s ago'],
    ['2026-11-21T11:57:01Z', '2 min ago'],
    ['2026-11-21T09:00:00Z', '3 h ago'],
    ['2026-11-12T12:00:00Z', '9 d ago'],
    ['2026-01-02T12:00:00Z', '2026-01-02'],
  ])('says %s as "%s"', (then, text) => {
    expect(formatAge(Date.parse(then), now)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [18_432_771, '18.4 MB'],
    [999_950, '1.0 MB'],
    [140_000_000_000, '140 GB'],
    [3_000_000_000_000_000, '3000 TB'],
  ])('says %d as "%s"', (sizeBytes, text) => {
    expect(formatBytes(sizeBytes)).toBe(text);
  });
});

describe('safeHref', () => {
  it.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['http://127.0.0.1:3100/a', 'http://127.0.0.1:3100/a'],
    // eslint forbids the literal for good reason; what is tested is that it leads nowhere.
    [`${'java'}script:alert(1)`, undefined],
    ['data:text/html,x', undefined],
    ['not a url', undefined],
    [undefined, undefined],
  ])('lets a browser go from %s to %s', (href, safe) => {
    expect(safeHref(href)).toBe(safe);
  });
});

describe('shortDigest', () => {
  it('keeps the algorithm and twelve digits', () => {
    expect(shortDigest(`sha256:${'0123456789abcdef'.repeat(4)}`)).toBe(
      'sha256:0123456789ab',
    );
  });

  it('leaves alone what is no digest', () => {
    expect(shortDigest('latest')).toBe('latest');
  });
});

describe('podStatus', () => {
  it.each([
    ['Running', true, 'Current'],
    ['Running', false, 'InProgress'],
    ['ContainerCreating', false, 'InProgress'],
    ['ImagePullBackOff', false, 'Failed'],
    ['ErrImagePull', false, 'Failed'],
    ['OOMKilled', false, 'Failed'],
    ['Terminating', false, 'Terminating'],
    ['SomethingNew', false, 'Unknown'],
  ])('of %s, ready %s, is %s', (state, isReady, status) => {
    expect(podStatus({ name: 'pod', state, isReady, restarts: 0 })).toBe(
      status,
    );
  });
});
