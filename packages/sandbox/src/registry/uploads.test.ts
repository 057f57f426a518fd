import { promises as fs } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { TestRegistry, UNKNOWN_DIGEST, sha } from './TestRegistry';

const REPO = 'models/iris';
const UNKNOWN_UPLOAD = `/v2/${REPO}/blobs/uploads/11111111-1111-4111-8111-111111111111`;

describe('uploads', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await TestRegistry.start();
  });
  afterAll(() => registry.stop());

  const blob = async (content: string) =>
    (await registry.send('GET', `/v2/${REPO}/blobs/${sha(content)}`)).text;

  it('takes a blob in one PUT', async () => {
    const location = await registry.startUpload(REPO);
    const answer = await registry.send(
      'PUT',
      `${location}?digest=${sha('one')}`,
      { body: 'one' },
    );
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(
      `/v2/${REPO}/blobs/${sha('one')}`,
    );
    expect(answer.headers.get('docker-content-digest')).toBe(sha('one'));
    expect(await blob('one')).toBe('one');
  });

  it('takes a blob in one POST', async () => {
    const answer = await registry.send(
      'POST',
      `/v2/${REPO}/blobs/uploads/?digest=${sha('post')}`,
      { body: 'post' },
    );
    expect(answer.status).toBe(201);
    expect(await blob('post')).toBe('post');
  });

  it('takes an empty blob', async () => {
    await registry.pushBlob(REPO, '');
    const answer = await registry.send('GET', `/v2/${REPO}/blobs/${sha('')}`);
    expect([
      answer.status,
      answer.headers.get('content-length'),
      answer.text,
    ]).toEqual([200, '0', '']);
  });

  it('takes sha512', async () => {
    const digest = await registry.pushBlob(REPO, 'long digest', 'sha512');
    const answer = await registry.send('GET', `/v2/${REPO}/blobs/${digest}`);
    expect([answer.text, answer.headers.get('docker-content-digest')]).toEqual([
      'long digest',
      digest,
    ]);
  });

  it('takes a stream and ends it with an empty PUT', async () => {
    const location = await registry.startUpload(REPO);
    const patched = await registry.send('PATCH', location, {
      body: 'streamed',
    });
    expect([patched.status, patched.headers.get('range')]).toEqual([
      202,
      '0-7',
    ]);
    const put = await registry.send(
      'PUT',
      `${patched.headers.get('location')}?digest=${sha('streamed')}`,
    );
    expect(put.status).toBe(201);
    expect(await blob('streamed')).toBe('streamed');
  });

  it('takes chunks in order, tells how far it is, and takes the last one with the PUT', async () => {
    const location = await registry.startUpload(REPO);
    const empty = await registry.send('GET', location);
    expect([
      empty.status,
      empty.headers.get('range'),
      empty.headers.get('location'),
    ]).toEqual([204, '0-0', location]);
    for (const [range, body] of [
      ['0-2', 'abc'],
      ['3-5', 'def'],
    ]) {
      const answer = await registry.send('PATCH', location, {
        body,
        headers: { 'Content-Range': range },
      });
      expect(answer.status).toBe(202);
    }
    expect((await registry.send('GET', location)).headers.get('range')).toBe(
      '0-5',
    );
    const put = await registry.send(
      'PUT',
      `${location}?digest=${sha('abcdefghi')}`,
      {
        body: 'ghi',
        headers: { 'Content-Range': '6-8' },
      },
    );
    expect(put.status).toBe(201);
    expect(await blob('abcdefghi')).toBe('abcdefghi');
  });

  it('goes on with an upload after a restart', async () => {
    const location = await registry.startUpload(REPO);
    await registry.send('PATCH', location, { body: 'before ' });
    await registry.restart();
    expect(
      (await registry.send('PATCH', location, { body: 'after' })).status,
    ).toBe(202);
    const put = await registry.send(
      'PUT',
      `${location}?digest=${sha('before after')}`,
    );
    expect(put.status).toBe(201);
    expect(await blob('before after')).toBe('before after');
  });

  describe('when a chunk does not fit', () => {
    it.each([
      ['skips bytes', 'PATCH', '5-7', 416, 'RANGE_INVALID'],
      ['begins again', 'PATCH', '0-2', 416, 'RANGE_INVALID'],
      ['ends before it begins', 'PATCH', '3-2', 416, 'RANGE_INVALID'],
      ['is the last one and skips bytes', 'PUT', '5-7', 416, 'RANGE_INVALID'],
      ['is shorter than it says', 'PATCH', '3-9', 400, 'SIZE_INVALID'],
      [
        'has a range that cannot be read',
        'PATCH',
        'x',
        400,
        'BLOB_UPLOAD_INVALID',
      ],
    ])(
      'refuses one that %s and stays where it was',
      async (_, method, range, status, code) => {
        const location = await registry.startUpload(REPO);
        await registry.send('PATCH', location, { body: 'abc' });
        const target =
          method === 'PUT' ? `${location}?digest=${sha('abcdef')}` : location;
        const answer = await registry.send(method, target, {
          body: 'def',
          headers: { 'Content-Range': range },
        });
        expect([answer.status, answer.codes]).toEqual([status, [code]]);
        expect(
          (await registry.send('GET', location)).headers.get('range'),
        ).toBe('0-2');
        const put = await registry.send(
          'PUT',
          `${location}?digest=${sha('abcdef')}`,
          { body: 'def' },
        );
        expect(put.status).toBe(201);
      },
    );
  });

  it.each(['', 'foo', 'sha256:abc', 'md5:d41d8cd98f00b204e9800998ecf8427e'])(
    'refuses the digest %j and lets the client try again',
    async digest => {
      const location = await registry.startUpload(REPO);
      const answer = await registry.send(
        'PUT',
        `${location}?digest=${digest}`,
        { body: 'x' },
      );
      expect([answer.status, answer.codes]).toEqual([400, ['DIGEST_INVALID']]);
      expect((await registry.send('GET', location)).status).toBe(204);
    },
  );

  it.each(['PUT', 'POST'])(
    'refuses content of another digest with %s and keeps nothing',
    async method => {
      const target =
        method === 'PUT'
          ? await registry.startUpload(REPO)
          : `/v2/${REPO}/blobs/uploads/`;
      const answer = await registry.send(
        method,
        `${target}?digest=${UNKNOWN_DIGEST}`,
        { body: 'other' },
      );
      expect([answer.status, answer.codes]).toEqual([400, ['DIGEST_INVALID']]);
      expect(
        (await registry.send('GET', `/v2/${REPO}/blobs/${UNKNOWN_DIGEST}`))
          .status,
      ).toBe(404);
      expect(
        (await registry.send('GET', `/v2/${REPO}/blobs/${sha('other')}`))
          .status,
      ).toBe(404);
    },
  );

  it('forgets a cancelled and a finished upload', async () => {
    const cancelled = await registry.startUpload(REPO);
    expect((await registry.send('DELETE', cancelled)).status).toBe(204);
    const finished = await registry.startUpload(REPO);
    await registry.send('PUT', `${finished}?digest=${sha('done')}`, {
      body: 'done',
    });
    for (const location of [cancelled, finished]) {
      for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
        const answer = await registry.send(
          method,
          `${location}?digest=${sha('done')}`,
        );
        expect([answer.status, answer.codes]).toEqual([
          404,
          ['BLOB_UPLOAD_UNKNOWN'],
        ]);
      }
    }
  });

  it('knows an upload only in its repository', async () => {
    const location = await registry.startUpload(REPO);
    const elsewhere = location.replace(REPO, 'models/other');
    expect((await registry.send('GET', elsewhere)).codes).toEqual([
      'BLOB_UPLOAD_UNKNOWN',
    ]);
  });

  it.each([
    UNKNOWN_UPLOAD,
    `/v2/${REPO}/blobs/uploads/..%2f..%2fblobs`,
    `/v2/${REPO}/blobs/uploads/x`,
  ])('does not know %s', async location => {
    expect((await registry.send('GET', location)).codes).toEqual([
      'BLOB_UPLOAD_UNKNOWN',
    ]);
  });

  it('shows nothing of an upload that broke off, and goes on where it did', async () => {
    const location = await registry.startUpload(REPO);
    await new Promise<void>(resolve => {
      const request = http.request(new URL(location, registry.url), {
        method: 'PATCH',
        headers: { 'Content-Length': 100 },
      });
      request.on('error', () => resolve());
      request.write('half', () => request.destroy());
    });
    expect(
      (await registry.send('GET', `/v2/${REPO}/blobs/${sha('half')}`)).status,
    ).toBe(404);
    const deadline = Date.now() + 5000;
    let put = await registry.send('PUT', `${location}?digest=${sha('whole')}`);
    while (put.codes[0] === 'RANGE_INVALID' && Date.now() < deadline) {
      put = await registry.send('PUT', `${location}?digest=${sha('whole')}`);
    }
    expect(put.codes).toEqual(['DIGEST_INVALID']);
  });

  describe('when a blob is mounted', () => {
    const mount = (query: string) =>
      registry.send('POST', `/v2/models/target/blobs/uploads/?${query}`);
    beforeAll(() => registry.pushBlob('models/source', 'mounted'));

    it('links it', async () => {
      const answer = await mount(`mount=${sha('mounted')}&from=models/source`);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toBe(
        `/v2/models/target/blobs/${sha('mounted')}`,
      );
      expect(
        (await registry.send('GET', answer.headers.get('location')!)).text,
      ).toBe('mounted');
    });

    it('finds it in any repository where none is named', async () => {
      await registry.pushBlob('models/source', 'anonymous');
      expect((await mount(`mount=${sha('anonymous')}`)).status).toBe(201);
    });

    it.each([
      `mount=${UNKNOWN_DIGEST}&from=models/source`,
      `mount=${sha('mounted')}&from=models/nowhere`,
      `mount=${sha('mounted')}&from=../source`,
      `mount=${UNKNOWN_DIGEST}`,
      'mount=foo&from=models/source',
    ])('begins an upload for %s', async query => {
      const answer = await mount(query);
      expect(answer.status).toBe(202);
      expect(
        (await registry.send('GET', answer.headers.get('location')!)).status,
      ).toBe(204);
    });

    it('outlives the source, and leaves the disk with the last repository', async () => {
      await registry.pushBlob('models/source', 'shared');
      await mount(`mount=${sha('shared')}&from=models/source`);
      await registry.send('DELETE', `/v2/models/source/blobs/${sha('shared')}`);
      expect(
        (await registry.send('GET', `/v2/models/target/blobs/${sha('shared')}`))
          .text,
      ).toBe('shared');
      await registry.send('DELETE', `/v2/models/target/blobs/${sha('shared')}`);
      const hex = sha('shared').slice(7);
      const shared = path.join(
        registry.dir,
        'blobs',
        'sha256',
        hex.slice(0, 2),
      );
      expect(await fs.readdir(shared)).not.toContain(hex);
    });
  });
});
