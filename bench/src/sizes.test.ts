import { formatSize, parseSize } from './sizes';

describe('parseSize', () => {
  it.each([
    ['2GiB', 2 * 1024 ** 3],
    ['1.5 GiB', 1.5 * 1024 ** 3],
    ['64MiB', 64 * 1024 ** 2],
    ['4096', 4096],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '0', '-1MiB', '2GB', '0.3B', 'much'])('refuses "%s"', text => {
    expect(() => parseSize(text)).toThrow(/is not a size/);
  });
});

describe('formatSize', () => {
  it.each([
    [0, '0'],
    [512, '512 B'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [15.2 * 1024 ** 2, '15 MiB'],
    [2 * 1024 ** 3, '2 GiB'],
  ])('writes %d', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});
