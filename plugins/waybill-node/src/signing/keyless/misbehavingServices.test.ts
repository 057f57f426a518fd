import {
  createSignerAt,
  expectNoToken,
  STATEMENT,
} from '../__testUtils__/keylessSigners';
import { answerJson, ScriptedService } from '../__testUtils__/ScriptedService';
import { SigstoreServices } from '../__testUtils__/SigstoreServices';
import type { KeylessSettings } from './createKeylessSigner';

describe('createKeylessSigner when a service misbehaves', () => {
  let services: SigstoreServices;
  beforeEach(async () => {
    services = await SigstoreServices.start();
  });
  afterEach(() => services.stop());

  const create = (more: Partial<KeylessSettings> = {}) =>
    createSignerAt(services, more);

  const answers: [string, number, unknown, string][] = [
    ['refuses', 400, { message: 'bad' }, 'REFUSED'],
    ['does not believe the token', 401, {}, 'UNAUTHORIZED'],
    ['is down', 500, {}, 'UNAVAILABLE'],
    ['says nothing', 201, {}, 'INVALID_ANSWER'],
    [
      'gives rubbish',
      201,
      {
        signedCertificateEmbeddedSct: {
          chain: { certificates: ['rubbish', 'rubbish'] },
        },
      },
      'INVALID_ANSWER',
    ],
  ];
  it.each(answers)('says that Fulcio %s', async (_, status, body, code) => {
    const fulcio = await ScriptedService.start((_request, response) =>
      answerJson(response, status, body),
    );
    const error = await create({ fulcioUrl: fulcio.url })
      .certify()
      .catch(e => e);
    await fulcio.stop();
    expect(error).toMatchObject({
      name: 'SigningError',
      code,
      message: expect.stringContaining('Fulcio at http://127.0.0.1'),
    });
    expectNoToken(error);
  });

  it('notices a certificate of another key', async () => {
    let issued: { status: number; body: unknown } | undefined;
    const fulcio = await ScriptedService.start(async (request, response) => {
      const answer = await fetch(services.url + request.url, {
        method: 'POST',
        body: request.body,
      });
      issued ??= { status: answer.status, body: await answer.json() };
      answerJson(response, issued.status, issued.body);
    });
    await create({ fulcioUrl: fulcio.url }).certify();
    await expect(
      create({ fulcioUrl: fulcio.url }).certify(),
    ).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining('about another key'),
    });
    await fulcio.stop();
  });

  it.each<[string, keyof KeylessSettings, unknown]>([
    ['no entry', 'rekorUrl', {}],
    ['two entries', 'rekorUrl', { a: {}, b: {} }],
    ['an entry without a promise', 'rekorUrl', { a: { body: 'e30=' } }],
    ['no timestamp', 'timestampUrl', {}],
  ])('does not take %s', async (_, setting, body) => {
    const service = await ScriptedService.start((_request, response) =>
      answerJson(response, 201, body),
    );
    const error = await create({ [setting]: service.url })
      .signContent({ kind: 'message', data: STATEMENT })
      .catch(e => e);
    await service.stop();
    expect(error).toMatchObject({ code: 'INVALID_ANSWER' });
    expectNoToken(error);
  });

  it('does not take a timestamp of something else', async () => {
    const authority = await ScriptedService.start(
      async (_request, response) => {
        const answer = await fetch(`${services.url}/api/v1/timestamp`, {
          method: 'POST',
          body: JSON.stringify({
            artifactHash: Buffer.alloc(32).toString('base64'),
            hashAlgorithm: 'sha256',
          }),
        });
        response.writeHead(201);
        response.end(Buffer.from(await answer.arrayBuffer()));
      },
    );
    await expect(
      create({ timestampUrl: authority.url }).signContent({
        kind: 'message',
        data: STATEMENT,
      }),
    ).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining('no timestamp of the signature'),
    });
    await authority.stop();
  });

  it('reads an entry that is there already', async () => {
    const rekor = await ScriptedService.start(async (request, response) => {
      if (request.method === 'GET') {
        const answer = await fetch(services.url + request.url);
        answerJson(response, answer.status, await answer.json());
        return;
      }
      const answer = await fetch(services.url + request.url, {
        method: 'POST',
        body: request.body,
      });
      const [uuid] = Object.keys((await answer.json()) as object);
      response.writeHead(409, {
        'content-type': 'application/json',
        location: `/api/v1/log/entries/${uuid}`,
      });
      response.end('{"code":409,"message":"equivalent entry"}');
    });
    const { logEntry } = await create({ rekorUrl: rekor.url }).signContent({
      kind: 'message',
      data: STATEMENT,
    });
    await rekor.stop();
    expect(logEntry?.logId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stops when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(create().certify({ signal })).rejects.toThrow('enough');
    expect(services.seen).toEqual([]);
  });
});
