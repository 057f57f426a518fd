import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { answerJson, ScriptedService } from '../__testUtils__/ScriptedService';
import { everythingOf } from '../__testUtils__/secrecy';
import { makeToken } from '../__testUtils__/SigstoreServices';
import { readIdentityToken, tokenSourceOf } from './identityToken';

const now = new Date('2026-11-21T10:00:00Z');

describe('tokenSourceOf', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-token-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('prefers the file, then the variable, then the pipeline', async () => {
    const file = path.join(dir, 'token');
    await writeFile(file, 'from-file\n');
    const env = { CI_TOKEN: 'from-variable', SIGSTORE_ID_TOKEN: 'from-ci' };
    const sources = [
      { env, file, variable: 'CI_TOKEN' },
      { env, variable: 'CI_TOKEN' },
      { env },
    ];
    await expect(
      Promise.all(sources.map(source => tokenSourceOf(source)())),
    ).resolves.toEqual(['from-file', 'from-variable', 'from-ci']);
  });

  it('reads the file anew each time, as tokens in it are rotated', async () => {
    const file = path.join(dir, 'token');
    await writeFile(file, 'first');
    const source = tokenSourceOf({ env: {}, file });
    expect(await source()).toBe('first');
    await writeFile(file, 'second');
    expect(await source()).toBe('second');
  });

  it("asks GitHub Actions for a token with Sigstore's audience", async () => {
    const service = await ScriptedService.start((_request, response) =>
      answerJson(response, 200, { count: 1, value: 'from-github' }),
    );
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${service.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
      SIGSTORE_ID_TOKEN: 'not-this-one',
    };
    expect(await tokenSourceOf({ env })()).toBe('from-github');
    expect(service.seen).toMatchObject([
      {
        method: 'GET',
        url: '/token?api-version=2.0&audience=sigstore',
        headers: { authorization: 'Bearer request-token' },
      },
    ]);
    await tokenSourceOf({ env, audience: 'company' })();
    expect(service.seen[1].url).toContain('audience=company');
    await service.stop();
  });

  it("says nothing of the runner's token where GitHub refuses", async () => {
    const service = await ScriptedService.start((request, response) =>
      answerJson(response, 403, { message: request.headers.authorization }),
    );
    const source = tokenSourceOf({
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: service.url,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-secret',
      },
    });
    const error = await source().catch(e => e);
    await service.stop();
    expect(error).toMatchObject({ name: 'SigningError', code: 'DENIED' });
    expect(everythingOf(error)).not.toContain('request-token-secret');
  });

  it.each([
    [{}, 'id-token: write'],
    [{ variable: 'MY_TOKEN' }, 'MY_TOKEN is not set'],
  ])('says where a token could come from', async (more, words) => {
    await expect(tokenSourceOf({ env: {}, ...more })()).rejects.toMatchObject({
      code: 'IDENTITY_TOKEN_MISSING',
      message: expect.stringContaining(words),
    });
  });

  it('says which file is not there', async () => {
    const file = path.join(dir, 'absent');
    await expect(tokenSourceOf({ env: {}, file })()).rejects.toMatchObject({
      code: 'KEY_UNREADABLE',
      message: expect.stringContaining(file),
    });
  });
});

describe('readIdentityToken', () => {
  it.each([
    ['the e-mail address', { email: 'a@b.test', email_verified: true }],
    ['one verified in words', { email: 'a@b.test', email_verified: 'true' }],
  ])('proves possession with %s', (_, claims) => {
    expect(readIdentityToken(makeToken(claims), now).subject).toBe('a@b.test');
  });

  it('proves possession with the subject where there is no address', () => {
    const token = makeToken({ sub: 'job', exp: now.getTime() / 1000 + 60 });
    expect(readIdentityToken(token, now)).toEqual({ token, subject: 'job' });
  });

  const [header, , signature] = makeToken().split('.');
  it.each([
    ['nothing', '', 'no JWT'],
    ['two parts', `${header}.${signature}`, 'no JWT'],
    ['no JSON', `${header}.${header.slice(3)}.${signature}`, 'no JWT'],
    ['null', `${header}.bnVsbA.${signature}`, 'no JWT'],
    ['too long a text', `${header}.${'A'.repeat(40_000)}.x`, 'no JWT'],
    ['line breaks', `${makeToken()}\r\nx: y`, 'no JWT'],
    ['no subject', makeToken({ sub: undefined }), 'no subject'],
    ['a subject that is no text', makeToken({ sub: 7 }), 'no subject'],
    ['an old one', makeToken({ exp: 1_700_000_000 }), 'has expired'],
    ['an unverified address', makeToken({ email: 'a@b.test' }), 'e-mail'],
  ])('refuses %s without repeating it', (_, token, words) => {
    let error: unknown;
    try {
      readIdentityToken(token, now);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({
      code: 'IDENTITY_TOKEN_INVALID',
      message: expect.stringContaining(words),
    });
    for (const part of token.split('.').filter(({ length }) => length > 5))
      expect(everythingOf(error)).not.toContain(part);
  });
});
