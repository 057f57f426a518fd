import { gitRefusal } from './gitRefusal';

describe('gitRefusal', () => {
  it.each([
    [
      "fatal: could not read Username for 'https://git.test': terminal prompts disabled",
      'UNAUTHORIZED',
    ],
    ['git@git.test: Permission denied (publickey).', 'UNAUTHORIZED'],
    ["fatal: couldn't find remote ref nobranch", 'REVISION_NOT_FOUND'],
    ["fatal: repository 'https://git.test/a/b/' not found", 'NOT_FOUND'],
    [
      "fatal: unable to access 'https://git.test/': Could not resolve host: git.test",
      'UNREACHABLE',
    ],
    ["fatal: transport 'file' not allowed", 'HOST_NOT_ALLOWED'],
    ['error: nobody has thought of this', 'UNAVAILABLE'],
  ])('makes of %j the code %s', (words, code) => {
    expect(gitRefusal('git.test/a', words, 128)).toMatchObject({
      name: 'ImportError',
      code,
    });
  });

  it('keeps passwords to itself', () => {
    const error = gitRefusal(
      'git.test/a',
      "fatal: unable to access 'https://me:secret@git.test/a'",
      128,
    );
    expect(`${error.message} ${String(error.cause)}`).not.toContain('secret');
    expect(String(error.cause)).toContain('//***@git.test');
  });
});
