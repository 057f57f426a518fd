import { printManifestsReport, timesOf } from './report';

describe('printManifestsReport', () => {
  it('shows the first time, and least, median and most of the others', () => {
    const text = printManifestsReport({
      startedAt: '2026-01-01T00:00:00Z',
      machine: 'a machine',
      loadBefore: [0.5, 0.25, 0],
      options: { rounds: 3, warmups: 0, environments: 3 },
      jobs: [timesOf({ name: 'a job', count: 17 }, 40, [3, 1, 2])],
    });
    expect(text).toContain(
      '3 environments, 3 times each after 0 unmeasured; load before: 0.5 0.3 0.0',
    );
    expect(text.split('\n').pop()).toMatch(
      /^a job +17 +40\.00 +1\.00 +2\.00 +3\.00$/,
    );
  });
});
