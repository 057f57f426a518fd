import fc from 'fast-check';
import semver from 'semver';
import { proposeVersions } from './proposeVersions';

describe('proposeVersions', () => {
  it.each([
    ['nothing', [], undefined, '1.0.0', '1.0.0', '1.0.0'],
    ['no version', ['main', 'sha-1'], undefined, '1.0.0', '1.0.0', '1.0.0'],
    ['releases', ['1.9.0', '1.10.2'], '1.10.2', '1.10.3', '1.11.0', '2.0.0'],
    ['a zero', ['0.3.1'], '0.3.1', '0.3.2', '0.4.0', '1.0.0'],
    ['a prefix', ['v1.0.0'], '1.0.0', '1.0.1', '1.1.0', '2.0.0'],
    ['an open one', ['2.0.0-rc.2'], undefined, '2.0.0', '2.0.0', '2.0.0'],
    ['both', ['1.1.0', '1.2.0-rc.1'], '1.1.0', '1.1.1', '1.2.0', '2.0.0'],
  ])('proposes after %s', (_, tags, newest, patch, minor, major) => {
    expect(proposeVersions(tags)).toEqual({
      ...(newest && { newest }),
      patch,
      minor,
      major,
    });
  });

  it('never proposes what is there', () => {
    const part = fc.integer({ min: 0, max: 9 });
    const version = fc
      .tuple(part, part, part, fc.constantFrom('', '-rc.1', '-alpha'))
      .map(([major, minor, patch, suffix]) =>
        `${major}.${minor}.${patch}`.concat(suffix),
      );
    fc.assert(
      fc.property(fc.array(version, { maxLength: 12 }), tags => {
        const { patch, minor, major } = proposeVersions(tags);
        for (const proposal of [patch, minor, major]) {
          expect(tags).not.toContain(proposal);
          expect(semver.valid(proposal)).toBe(proposal);
        }
      }),
    );
  });
});
