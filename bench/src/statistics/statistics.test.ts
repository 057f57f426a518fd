import { median, pairRatios, seededRandom, shuffle, summarise } from '.';

describe('summarise', () => {
  it('takes the middle of an odd number of values, whatever their order', () => {
    expect(summarise([9, 1, 5])).toEqual({ min: 1, median: 5, max: 9 });
  });

  it('takes the mean of the two in the middle of an even number', () => {
    expect(summarise([10, 1, 4, 2])).toEqual({ min: 1, median: 3, max: 10 });
  });

  it('sorts by value and not by spelling', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('refuses to summarise nothing', () => {
    expect(() => summarise([])).toThrow('no value');
  });
});

describe('pairRatios', () => {
  const series = (...values: number[]) =>
    values.map((value, round) => ({ round, value }));

  it('divides within a round, so that a slow round moves no ratio', () => {
    expect(pairRatios(series(20, 200, 20), series(10, 100, 10))).toEqual([
      2, 2, 2,
    ]);
  });

  it('leaves out rounds that one of them lacks', () => {
    expect(pairRatios(series(3, 6), [{ round: 1, value: 2 }])).toEqual([3]);
  });

  it('leaves out a value that nothing can be divided by', () => {
    expect(pairRatios(series(3), series(0))).toEqual([]);
  });
});

describe('shuffle', () => {
  const items = ['a', 'b', 'c', 'd', 'e'];

  it('keeps every item and leaves the list that it was given', () => {
    const before = [...items];
    expect([...shuffle(items, seededRandom(7))].sort()).toEqual(before);
    expect(items).toEqual(before);
  });

  it('gives the same order for the same seed, and others for others', () => {
    const order = (seed: number) => shuffle(items, seededRandom(seed)).join('');
    expect(order(1)).toBe(order(1));
    expect(
      new Set(Array.from({ length: 20 }, (_, seed) => order(seed))).size,
    ).toBeGreaterThan(10);
  });

  it('brings every item to every place about equally often', () => {
    const random = seededRandom(42);
    const firsts = new Map<string, number>();
    for (let i = 0; i < 5_000; i++) {
      const [first] = shuffle(items, random);
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    for (const item of items) {
      expect(firsts.get(item)).toBeGreaterThan(850);
      expect(firsts.get(item)).toBeLessThan(1_150);
    }
  });
});
