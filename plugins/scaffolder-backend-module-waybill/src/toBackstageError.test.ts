import { ShipError } from './ShipError';
import { atBoundary, toBackstageError } from './toBackstageError';

describe('toBackstageError', () => {
  it('names the class by the code, says the message once and keeps the cause', () => {
    const cause = new ShipError({
      code: 'REPOSITORY_TAKEN',
      message: 'It is taken.',
    });
    expect(toBackstageError(cause)).toMatchObject({
      name: 'ConflictError',
      message: 'It is taken. [REPOSITORY_TAKEN]',
      cause,
    });
  });

  it('leaves an error without a code that it knows as it is', () => {
    const error = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    expect(toBackstageError(error)).toBe(error);
    expect(toBackstageError('text')).toBe('text');
  });
});

describe('atBoundary', () => {
  it('lets errors leave as Backstage’s', async () => {
    await expect(
      atBoundary(async () => {
        throw new ShipError({ code: 'NOT_VERIFIED', message: 'No.' });
      }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });
});
