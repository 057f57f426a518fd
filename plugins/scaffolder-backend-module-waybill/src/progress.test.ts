import { createProgressLog, formatBytes } from './progress';

describe('createProgressLog', () => {
  it('writes a line every two seconds with bytes, percent and rate', () => {
    let now = 10_000;
    const lines: string[] = [];
    const report = createProgressLog({
      log: line => lines.push(line),
      verb: 'Pushed',
      now: () => now,
    });
    report(1_000_000, 10_000_000);
    now += 1999;
    report(2_000_000, 10_000_000);
    expect(lines).toEqual([]);
    now += 1;
    report(5_000_000, 10_000_000);
    report(6_000_000, 10_000_000);
    now += 2000;
    report(8_000_000, 10_000_000);
    expect(lines).toEqual([
      'Pushed 5.0 MB of 10.0 MB (50 %), 2.5 MB/s',
      'Pushed 8.0 MB of 10.0 MB (80 %), 2.0 MB/s',
    ]);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1550, '1.6 kB'],
    [999_960, '1.0 MB'],
    [2_000_000_000, '2.0 GB'],
    [5e15, '5000.0 TB'],
  ])('shows %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
