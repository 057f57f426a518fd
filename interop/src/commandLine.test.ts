import { readCommandLine } from './commandLine';

describe('readCommandLine', () => {
  it('runs every part where none is named', () => {
    expect(readCommandLine([], {})).toEqual({
      parts: ['tools', 'packages', 'sandbox', 'real', 'conformance'],
      only: undefined,
      crds: undefined,
      keep: false,
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
      only: 'kubectl',
      crds: '/crds',
      keep: true,
    });
  });

  it.each([['--part', 'nothing'], ['--unheard-of'], ['stray']])(
    'explains itself for %s',
    (...args) => {
      expect(() => readCommandLine(args, {})).toThrow('yarn test:interop');
    },
  );
});
