import { execFileSync } from 'node:child_process';
import { line } from './shell';

describe('line', () => {
  it('leaves plain words as they are', () => {
    expect(line('kit', 'pack', '-t', '127.0.0.1:5000/a:1')).toBe(
      'kit pack -t 127.0.0.1:5000/a:1',
    );
  });

  it.each(['a b', "it's", '$HOME', '*', '', 'a;b', '"', '\\'])(
    'gives the word %j to the program as it is',
    word => {
      const output = execFileSync('sh', ['-c', line('printf', '%s', word)]);
      expect(output.toString()).toBe(word);
    },
  );
});
