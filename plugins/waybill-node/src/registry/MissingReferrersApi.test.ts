import { MissingReferrersApi } from './MissingReferrersApi';

const NAME = 'registry.test/models/iris';
const PLAIN = Buffer.from('404 page not found');

describe('MissingReferrersApi', () => {
  let now: number;
  let missing: MissingReferrersApi;
  beforeEach(() => {
    now = 1_000;
    missing = new MissingReferrersApi(() => now);
  });

  it.each([
    [404, PLAIN, true],
    [405, Buffer.alloc(0), true],
    [400, Buffer.from('{"errors":[{"code":"UNSUPPORTED"}]}'), true],
    [404, Buffer.from('{"errors":[{"code":"NAME_UNKNOWN"}]}'), false],
    [404, Buffer.from('{"errors":[{"code": "MANIFEST_UNKNOWN"}]}'), false],
    [200, Buffer.from('<html>'), false],
  ])('after %s with %s: %s', (status, bytes, expected) => {
    missing.note(NAME, { status, bytes });
    expect(missing.isKnown(NAME)).toBe(expected);
    expect(missing.isKnown(`${NAME}2`)).toBe(false);
  });

  it('forgets after some minutes, and where the registry shows that it has it', () => {
    missing.note(NAME, { status: 404, bytes: PLAIN });
    now += 4 * 60_000;
    expect(missing.isKnown(NAME)).toBe(true);
    now += 2 * 60_000;
    expect(missing.isKnown(NAME)).toBe(false);

    missing.note(NAME, { status: 404, bytes: PLAIN });
    missing.forget(NAME);
    expect(missing.isKnown(NAME)).toBe(false);
  });
});
