import { createProgressLog, formatBytes } from './progress';

describe('createProgressLog', () => {
  const start = () => {
    const clock = { now: 10_000 };
    const lines: string[] = [];
    const report = createProgressLog({
      log: line => lines.push(line),
      now: () => clock.now,
    });
    const send = (doneBytes: number, file?: string) =>
      report({ phase: 'send', doneBytes, totalBytes: 10_000_000, file });
    return { clock, lines, report, send };
  };

  it('writes a line every two seconds with bytes, percent, rate and file', () => {
    const { clock, lines, send } = start();
    send(1_000_000);
    clock.now += 1999;
    send(2_000_000);
    expect(lines).toEqual([]);
    clock.now += 1;
    send(5_000_000, 'model.safetensors');
    send(6_000_000);
    clock.now += 2000;
    send(8_000_000);
    expect(lines).toEqual([
      'Pushed 5.0 MB of 10.0 MB (50 %), 2.0 MB/s, model.safetensors',
      'Pushed 8.0 MB of 10.0 MB (80 %), 1.5 MB/s',
    ]);
  });

  it('begins anew with each phase, and where something is sent again', () => {
    const { clock, lines, report, send } = start();
    report({ phase: 'read', doneBytes: 9_000_000 });
    clock.now += 2000;
    send(0);
    clock.now += 2000;
    send(4_000_000);
    clock.now += 2000;
    send(1_000_000);
    clock.now += 2000;
    send(3_000_000);
    expect(lines).toEqual([
      'Pushed 4.0 MB of 10.0 MB (40 %), 2.0 MB/s',
      'Pushed 3.0 MB of 10.0 MB (30 %), 1.0 MB/s',
    ]);
  });

  it('says nothing of a total that is not known', () => {
    const { clock, lines, report } = start();
    report({ phase: 'receive', doneBytes: 0 });
    clock.now += 2000;
    report({ phase: 'receive', doneBytes: 2_000_000 });
    expect(lines).toEqual(['Received 2.0 MB, 1.0 MB/s']);
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
