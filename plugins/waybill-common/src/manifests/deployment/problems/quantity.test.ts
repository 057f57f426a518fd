import { parseQuantity } from './quantity';

describe('parseQuantity', () => {
  it.each([
    ['500m', 0.5],
    ['2', 2],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['8Gi', 8 * 2 ** 30],
    ['1M', 1e6],
    ['1e3', 1000],
    ['0', 0],
  ])('reads %s', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each([
    '',
    '-1',
    '1 Gi',
    '8GB',
    'two',
    '1e',
    '1'.repeat(40),
    1,
    null,
    '1Gi\n',
  ])('takes %p for none', text => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});
