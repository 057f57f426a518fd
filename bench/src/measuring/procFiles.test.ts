import { parseMachineCpu, parseProcessCpu } from './procFiles';

describe('parseProcessCpu', () => {
  it('adds user and system time, whatever the name of the program', () => {
    expect(
      parseProcessCpu(
        '12 (a ) b) S 1 12 12 0 -1 4194560 100 0 0 0 250 150 0 0 20 0 8 0 99 1 2',
      ),
    ).toBe(4);
  });
});

describe('parseMachineCpu', () => {
  it('counts neither idle time nor waiting for disks', () => {
    expect(
      parseMachineCpu('cpu  100 10 200 9999 8888 3 4 5 0 0\ncpu0 1 2 3\n'),
    ).toBe(3.22);
  });
});
