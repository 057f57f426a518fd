import { mockApis, registerMswTestHooks } from '@backstage/frontend-test-utils';
import type { UploadReceipt } from '@waybill/backstage-plugin-waybill-common';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { anOverview } from '../__fixtures__/overviews';
import { WaybillClient } from './WaybillClient';

const BASE_URL = 'http://backend.test/api/waybill';

const RECEIPT: UploadReceipt = {
  id: 'abc',
  sizeBytes: 7,
  files: [{ path: 'model.joblib', sizeBytes: 7 }],
  expiresAt: '2026-11-21T12:00:00Z',
};

describe('WaybillClient', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const discoveryApi = mockApis.discovery({ baseUrl: 'http://backend.test' });
  const client = new WaybillClient({
    discoveryApi,
    fetchApi: mockApis.fetch({ resolvePluginProtocol: { discoveryApi } }),
    identityApi: mockApis.identity({ token: 'user-token' }),
  });

  it('reads the overview of a model', async () => {
    const overview = anOverview();
    server.use(
      http.get(`${BASE_URL}/models/resource/default/iris`, () =>
        HttpResponse.json(overview),
      ),
    );

    expect(await client.getModelOverview('Resource:default/iris')).toEqual(
      overview,
    );
  });

  it('tells what the backend said when it fails', async () => {
    server.use(
      http.get(`${BASE_URL}/models/resource/default/iris`, () =>
        HttpResponse.json(
          { error: { name: 'NotAllowedError', message: 'No.' } },
          { status: 403, statusText: 'Forbidden' },
        ),
      ),
    );

    await expect(
      client.getModelOverview('resource:default/iris'),
    ).rejects.toMatchObject({ name: 'ResponseError', statusCode: 403 });
  });

  it('reads policies, attestations and forecasts, and asks for a new check', async () => {
    const versions = `${BASE_URL}/models/resource/default/iris/versions`;
    const target = { entityRef: 'resource:default/iris', digest: 'sha256:ab' };
    const asked: string[] = [];
    const tell = ({ request }: { request: Request }) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.method} ${pathname.split('/').pop()}${search}`);
      return HttpResponse.json({ from: pathname.split('/').pop() });
    };
    server.use(
      http.get(`${BASE_URL}/trust-policies`, tell),
      http.get(`${versions}/sha256%3Aab/attestations`, tell),
      http.get(`${versions}/sha256%3Aab/admission`, tell),
      http.post(`${versions}/sha256%3Aab/verify`, tell),
    );

    expect(await client.getTrustPolicies()).toEqual({ from: 'trust-policies' });
    expect(await client.getVersionAttestations(target)).toEqual({
      from: 'attestations',
    });
    expect(
      await client.getAdmissionForecast({ ...target, environment: 'a&b' }),
    ).toEqual({ from: 'admission' });
    expect(await client.verifyVersion(target)).toEqual({ from: 'verify' });
    expect(asked).toEqual([
      'GET trust-policies',
      'GET attestations',
      'GET admission?environment=a%26b',
      'POST verify',
    ]);
  });

  it('asks for previews with what the form says, and for what it proposes', async () => {
    const asked: unknown[] = [];
    const tell = async ({ request }: { request: Request }) => {
      const { pathname, search } = new URL(request.url);
      asked.push([
        `${pathname.slice('/api/waybill/'.length)}${search}`,
        request.headers.get('Content-Type'),
        await request.text(),
      ]);
      return HttpResponse.json({ from: pathname.split('/').pop() });
    };
    server.use(
      http.get(`${BASE_URL}/registries`, tell),
      http.get(`${BASE_URL}/tags`, tell),
      http.post(`${BASE_URL}/previews`, tell),
      http.post(`${BASE_URL}/previews/:what`, tell),
    );
    const request = { gitUrl: 'https://git.example.com/ml/iris' };

    expect(await client.getRegistries()).toEqual({ from: 'registries' });
    expect(await client.getRepositoryTags('a:5000/b&c')).toEqual({
      from: 'tags',
    });
    await client.preview({ compare: { from: 'a', to: 'b' } } as never);
    expect(await client.previewEdits(request as never)).toEqual({
      from: 'edits',
    });
    expect(await client.previewReferences(request)).toEqual({
      from: 'references',
    });
    const body = JSON.stringify(request);
    expect(asked).toEqual([
      ['registries', null, ''],
      ['tags?repository=a%3A5000%2Fb%26c', null, ''],
      ['previews', 'application/json', '{"compare":{"from":"a","to":"b"}}'],
      ['previews/edits', 'application/json', body],
      ['previews/references', 'application/json', body],
    ]);
  });

  it('reads the log of a pod whose name needs escaping', async () => {
    server.use(
      http.get(
        `${BASE_URL}/models/resource/default/iris/pods/dev/:pod/log`,
        ({ params }) => HttpResponse.text(`log of ${params.pod}`),
      ),
    );

    expect(
      await client.getPodLog({
        entityRef: 'resource:default/iris',
        environment: 'dev',
        pod: 'a/../b',
      }),
    ).toBe('log of a/../b');
  });

  it('uploads files as a tar on behalf of the user', async () => {
    let request: Request | undefined;
    server.use(
      http.post(`${BASE_URL}/uploads`, ({ request: received }) => {
        request = received;
        return HttpResponse.json(RECEIPT);
      }),
    );
    const onProgress = jest.fn();

    const receipt = await client.upload(
      [{ path: 'model.joblib', content: new Blob(['weights']) }],
      { onProgress },
    );

    expect(receipt).toEqual(RECEIPT);
    expect(request?.headers.get('Content-Type')).toBe('application/x-tar');
    expect(request?.headers.get('X-Waybill-Filename')).toBe('model.tar');
    expect(request?.headers.get('Authorization')).toBe('Bearer user-token');
    expect(onProgress).toHaveBeenLastCalledWith(2048, 2048);
  });

  it('tells why an upload was refused', async () => {
    server.use(
      http.post(`${BASE_URL}/uploads`, () =>
        HttpResponse.json(
          { error: { name: 'InputError', message: 'Too large.' } },
          { status: 413, statusText: 'Payload Too Large' },
        ),
      ),
    );

    await expect(
      client.upload([{ path: 'a', content: new Blob(['a']) }]),
    ).rejects.toMatchObject({ name: 'ResponseError', statusCode: 413 });
  });

  it('tells when the connection is lost during an upload', async () => {
    server.use(http.post(`${BASE_URL}/uploads`, () => HttpResponse.error()));

    await expect(
      client.upload([{ path: 'a', content: new Blob(['a']) }]),
    ).rejects.toThrow('The connection to the portal was lost');
  });

  it('stops an upload that is cancelled', async () => {
    const request = new AbortController();
    server.use(
      http.post(`${BASE_URL}/uploads`, () => {
        request.abort();
        return new Promise<Response>(() => {});
      }),
    );

    await expect(
      client.upload([{ path: 'a', content: new Blob(['a']) }], {
        signal: request.signal,
      }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
