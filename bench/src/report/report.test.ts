import { makeReport, printReport } from './report';
import { runsOf } from './__testUtils__/runs';

const report = makeReport({
  startedAt: '2026-01-01T00:00:00.000Z',
  machine: {
    cpuModel: 'A CPU',
    cores: 2,
    memoryBytes: 8 * 1024 ** 3,
    kernel: 'Linux 6',
    versions: { node: 'v22.0.0', kit: 'v1.15.0' },
  },
  options: { rounds: 3, sizeBytes: 2 * 1024 ** 3, seed: 7 },
  failures: { 'oras pull': 'this ended with 1' },
  runs: [
    ...runsOf({ contender: 'kit pack + push' }, 8, 12, 10),
    ...runsOf({ contender: 'waybill push modelkit' }, 4, 6, 5),
  ],
});

describe('makeReport', () => {
  it('adds ratios and targets to the runs', () => {
    expect(report.ratios).toEqual({ modelkit_push_vs_kit: 2 });
    expect(
      report.targets.find(({ name }) => name === 'modelkit_push_vs_kit'),
    ).toMatchObject({ verdict: 'met', wanted: '>= 1.30', measured: '2.00' });
    expect(report.runs).toHaveLength(6);
  });
});

describe('printReport', () => {
  const text = printReport(report);

  it('begins with what the figures depend on', () => {
    expect(text).toMatch(
      /^A CPU, 2 cores, 8 GiB, Linux 6\nnode v22\.0\.0, kit v1\.15\.0\n3 rounds, 2 GiB .* seed 7/,
    );
  });

  it('shows min, median and max, the fastest first', () => {
    const lines = text.split('\n');
    const ours = lines.findIndex(line =>
      /^waybill push modelkit +4\.00 \/ 5\.00 \/ 6\.00 /.test(line),
    );
    const peers = lines.findIndex(line =>
      /^kit pack \+ push +8\.00 \/ 10\.00 \/ 12\.00 /.test(line),
    );
    expect(ours).toBeGreaterThan(0);
    expect(peers).toBeGreaterThan(ours);
  });

  it('leaves out sections that did not run', () => {
    expect(text).not.toMatch(/^unpack /m);
  });

  it('names what failed', () => {
    expect(text).toContain('failed: oras pull: this ended with 1');
  });
});
