import { PARTS, programsOf } from './parts';
import { GO_MODULES } from './tools';

describe('programsOf', () => {
  it('names programs that the suite builds, each once', () => {
    const known = GO_MODULES.flatMap(({ programs }) =>
      programs.map(({ name }) => name),
    );
    const names = programsOf(['packages', 'trust', 'admission']);
    expect(names).toContain('kyverno');
    expect(new Set(names).size).toBe(names?.length);
    expect(names?.filter(name => !known.includes(name))).toEqual([]);
  });

  it('leaves out none for a part of which nothing is said', () => {
    expect(programsOf(['trust', 'real'])).toBeUndefined();
    expect(programsOf([...PARTS])).toBeUndefined();
  });
});
