import { durationMs, goDuration } from './duration';

describe('durationMs', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['250ms', 250],
    ['1.5s', 1_500],
    ['', 7],
    [undefined, 7],
    ['soon', 7],
  ])('reads %s', (text, expected) => {
    expect(durationMs(text, 7)).toBe(expected);
  });
});

describe('goDuration', () => {
  it.each([
    [211.867, '211.867ms'],
    [30_000, '30s'],
    [60_000, '1m0s'],
    [3_600_000, '1h0m0s'],
    [1_500, '1.5s'],
  ])('prints %d as %s', (ms, expected) => {
    expect(goDuration(ms)).toBe(expected);
  });
});
