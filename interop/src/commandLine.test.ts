import { readCommandLine } from './commandLine';
import { MANIFEST_SECTIONS, PARTS } from './parts';

describe('readCommandLine', () => {
  it('runs every part where none is named', () => {
    expect(readCommandLine([], {})).toEqual({
      parts: PARTS,
      sections: MANIFEST_SECTIONS,
      only: undefined,
      crds: undefined,
      keep: false,
      write: false,
    });
  });

  it('takes parts, a filter and a folder of definitions', () => {
    expect(
      readCommandLine(
        ['--part', 'real', '--part', 'tools', '--only', 'kubectl', '--keep'],
        { WAYBILL_CRDS: '/crds' },
      ),
    ).toEqual({
      parts: ['real', 'tools'],
      sections: MANIFEST_SECTIONS,
      only: 'kubectl',
      crds: '/crds',
      keep: true,
      write: false,
    });
  });

  it('takes a part by its name alone, and a section of it', () => {
    expect(
      readCommandLine(['manifests', '--section', 'matrix', '--write'], {}),
    ).toMatchObject({
      parts: ['manifests'],
      sections: ['matrix'],
      write: true,
    });
  });

  it.each([
    ['--part', 'nothing'],
    ['--unheard-of'],
    ['stray'],
    ['--section', 'stray'],
  ])('explains itself for %s', (...args) => {
    expect(() => readCommandLine(args, {})).toThrow('yarn test:interop');
  });
});
