import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import request from 'supertest';
import { startWaybill } from '../__testUtils__/startWaybill';

const HEADER = 'X-Waybill-Filename';

describe('uploads', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(stops.splice(0).map(stop => stop()));
  });

  async function start(...options: Parameters<typeof startWaybill>) {
    const waybill = await startWaybill(...options);
    stops.push(waybill.stop);
    return waybill;
  }

  const upload = (
    server: Parameters<typeof request>[0],
    fileName: string,
    body: Buffer | string = 'weights',
  ) =>
    request(server)
      .post('/api/waybill/uploads')
      .set(HEADER, fileName)
      .set('Content-Type', 'application/octet-stream')
      .send(body);

  it('takes a file and gives it back to its owner, and to services, and to nobody else', async () => {
    const { server } = await start();

    const { status, body } = await upload(
      server,
      encodeURIComponent('modèle.bin'),
    );
    const get = (authorization: string) =>
      request(server)
        .get(`/api/waybill/uploads/${body.id}`)
        .set('Authorization', authorization);

    expect(status).toBe(201);
    expect(body).toMatchObject({
      sizeBytes: 7,
      files: [{ path: 'modèle.bin', sizeBytes: 7 }],
    });
    const own = await get(mockCredentials.user.header());
    expect(own.status).toBe(200);
    expect(own.headers['content-type']).toBe('application/x-tar');
    expect((await get(mockCredentials.service.header())).status).toBe(200);
    const others = await get(mockCredentials.user.header('user:default/eve'));
    expect(others.status).toBe(404);
    expect(others.body.error.message).toContain('not yours');
  });

  it('is refused to services: an upload belongs to a user', async () => {
    const { server } = await start();

    const { status } = await upload(server, 'a.bin').set(
      'Authorization',
      mockCredentials.service.header(),
    );

    expect(status).toBe(403);
  });

  it.each([
    ['a missing name', '', 400, HEADER],
    ['a name with folders', 'a%2Fb', 400, 'a name without folders'],
    ['an archive that is none', 'model.tar.gz', 400, 'cannot be unpacked'],
    ['too many bytes', 'model.bin', 413, 'waybill.uploads.maxBytes'],
  ])('refuses %s', async (_name, fileName, expected, message) => {
    const { server } = await start();

    const { status, body } = await upload(
      server,
      fileName,
      expected === 413 ? Buffer.alloc(200_001) : undefined,
    );

    expect(status).toBe(expected);
    expect(body.error.message).toContain(message);
  });

  it('tells the audit log who sent what, and what was refused', async () => {
    const auditor = mockServices.auditor.mock();
    const [success, fail] = [jest.fn(), jest.fn()];
    auditor.createEvent.mockResolvedValue({ success, fail });
    const { server } = await start([auditor.factory]);

    const { body } = await upload(server, 'model.bin');
    await upload(server, '..');

    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'upload-create' }),
    );
    expect(success.mock.calls).toEqual([
      [{ meta: { id: body.id, sizeBytes: 7 } }],
    ]);
    expect(fail).toHaveBeenCalledWith({
      error: expect.objectContaining({ code: 'UPLOAD_MALFORMED' }),
    });
  });
});
