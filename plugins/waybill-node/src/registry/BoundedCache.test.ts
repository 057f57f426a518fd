import { BoundedCache } from './BoundedCache';

describe('BoundedCache', () => {
  it('forgets what was used longest ago when there are too many', () => {
    const cache = new BoundedCache<number>({ maxEntries: 2, maxBytes: 100 });
    cache.set('a', 1, 1);
    cache.set('b', 2, 1);
    expect(cache.get('a')).toBe(1);
    cache.set('c', 3, 1);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([
      1,
      undefined,
      3,
    ]);
  });

  it('forgets as much as the bytes need', () => {
    const cache = new BoundedCache<number>({ maxEntries: 9, maxBytes: 10 });
    cache.set('a', 1, 4);
    cache.set('b', 2, 4);
    cache.set('c', 3, 8);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([
      undefined,
      undefined,
      3,
    ]);
    cache.set('too large', 4, 11);
    expect(cache.get('too large')).toBeUndefined();
    expect(cache.get('c')).toBe(3);
  });

  it('counts an entry that is written again once', () => {
    const cache = new BoundedCache<number>({ maxEntries: 9, maxBytes: 10 });
    for (let i = 0; i < 5; i++) cache.set('a', i, 6);
    cache.set('b', 7, 4);
    expect([cache.get('a'), cache.get('b')]).toEqual([4, 7]);
    cache.delete('a');
    cache.delete('absent');
    cache.set('c', 8, 6);
    expect([cache.get('b'), cache.get('c')]).toEqual([7, 8]);
  });
});
