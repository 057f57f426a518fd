import { parseRepositoryUrl } from './repositoryUrl';

describe('parseRepositoryUrl', () => {
  it.each([
    ['https://git.example.com/ml/fleet', 'git.example.com'],
    ['https://git.example.com/ml/fleet.git', 'git.example.com'],
    ['http://127.0.0.1:3100/ml/fleet/', '127.0.0.1:3100'],
    ['https://example.com/gitea/ml/fleet', 'example.com'],
  ])('takes %s apart', (url, host) => {
    expect(parseRepositoryUrl(url)).toEqual({
      host,
      owner: 'ml',
      name: 'fleet',
    });
  });

  it.each([
    '',
    'fleet',
    'https://git.example.com',
    'https://git.example.com/fleet',
    'ssh://git@example.com/ml/fleet',
    'https://git.example.com/ml/%2e%2e%2f',
  ])('refuses %j', url => {
    expect(() => parseRepositoryUrl(url)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('leaves credentials out of the message', () => {
    expect(() => parseRepositoryUrl('ftp://me:s3cret@example.com/a/b')).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('s3cret'),
      }),
    );
  });
});
