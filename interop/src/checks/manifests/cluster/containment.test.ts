import { findMissing } from './containment';

describe('findMissing', () => {
  it.each([
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: { b: [{ c: 1, d: 2 }] } }, { a: { b: [{ c: 1 }] } }],
    [undefined, {}],
    [[], []],
    [{}, { a: '' }],
  ])('finds nothing missing where %j has %j', (actual, written) => {
    expect(findMissing(actual, written)).toBeUndefined();
  });

  it.each([
    [{ a: 1 }, { a: 2 }, 'a is 1, and 2 was written'],
    [{}, { a: { b: 1 } }, 'a.b is undefined, and 1 was written'],
    [{ a: [1, 2] }, { a: [1] }, 'a is [1,2], and [1] was written'],
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, 'a[0].b is 1, and 2 was written'],
    ['text', { a: 1 }, 'a is undefined, and 1 was written'],
  ])('says of %j what of %j it lacks', (actual, written, message) => {
    expect(findMissing(actual, written)).toBe(message);
  });
});
