import { describeCauses, describeError } from './describeError';

const registryError = (message: string, code: string, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), { name: 'RegistryError', code });

describe('describeError', () => {
  it('ends with the code', () => {
    const error = Object.assign(new Error('It is so.'), { code: 'TAG_EXISTS' });
    expect(describeError(error)).toBe('It is so. [TAG_EXISTS]');
  });

  it('says what helps at a command line, and not what helps in the portal', () => {
    expect(
      describeError(
        registryError(
          'The registry answered GET https://r.example/v2/a with 401. Check username and password of this host under waybill.registries.',
          'UNAUTHORIZED',
        ),
      ),
    ).toBe(
      'The registry answered GET https://r.example/v2/a with 401. Log in with `docker login` (or `oras login`, `podman login`), or give --username and --password-stdin. [UNAUTHORIZED]',
    );
  });

  it('lets a server neither move the cursor nor add lines', () => {
    expect(describeError(new Error('a\u001b[2J\nb\u202e'))).toBe(
      'a\uFFFD[2J\uFFFDb\uFFFD',
    );
  });

  it.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [new TypeError(''), 'TypeError'],
  ])('says something of %p', (error, text) => {
    expect(describeError(error)).toBe(text);
  });
});

describe('describeCauses', () => {
  it('goes down the chain, with codes that are not in the text', () => {
    const root = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      code: 'ECONNREFUSED',
    });
    const middle = Object.assign(new Error('no answer', { cause: root }), {
      code: 'E_MIDDLE',
    });
    expect(describeCauses(registryError('x', 'UNREACHABLE', middle))).toEqual([
      'caused by: no answer [E_MIDDLE]',
      'caused by: connect ECONNREFUSED 127.0.0.1:1',
    ]);
  });

  it('ends where causes run in a circle', () => {
    const error = new Error('again');
    error.cause = error;
    expect(describeCauses(error)).toHaveLength(5);
  });
});
