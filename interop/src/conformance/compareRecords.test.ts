import { compareRecords } from './compareRecords';

describe('compareRecords', () => {
  it('finds no difference where only the order of keys differs', () => {
    expect(
      compareRecords(
        { a: 1, b: [{ c: 2, d: 3 }] },
        { b: [{ d: 3, c: 2 }], a: 1 },
      ),
    ).toEqual([]);
  });

  it('names the path of each leaf that differs', () => {
    expect(
      compareRecords(
        { pod: { phase: 'Running', conditions: ['x'] }, only: true },
        { pod: { phase: 'Pending', conditions: ['x', 'y'] } },
      ),
    ).toEqual([
      { path: 'only', expected: 'true', actual: 'absent' },
      { path: 'pod.conditions', expected: '["x"]', actual: '["x","y"]' },
      { path: 'pod.phase', expected: '"Running"', actual: '"Pending"' },
    ]);
  });
});
