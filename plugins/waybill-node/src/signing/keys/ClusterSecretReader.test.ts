import { answerJson, ScriptedService } from '../__testUtils__/ScriptedService';
import { everythingOf } from '../__testUtils__/secrecy';
import { ClusterSecretReader } from './ClusterSecretReader';

const SECRET = { namespace: 'models', name: 'cosign' };

describe('ClusterSecretReader', () => {
  let cluster: ScriptedService;
  let answer: { status: number; body: unknown };
  beforeEach(async () => {
    cluster = await ScriptedService.start((_request, response) =>
      answerJson(response, answer.status, answer.body),
    );
  });
  afterEach(() => cluster.stop());

  const connection = (name: string) => ({
    name,
    url: cluster.url,
    token: `token-of-${name}`,
    skipTlsVerify: false,
  });
  const readerOf = (...names: string[]) =>
    new ClusterSecretReader(() => names.map(connection));

  it('reads the secret of the cluster that is named, with its token', async () => {
    answer = {
      status: 200,
      body: {
        kind: 'Secret',
        data: { 'cosign.key': 'a2V5', 'cosign.password': '' },
      },
    };
    const data = await readerOf('dev', 'production').readSecret({
      ...SECRET,
      cluster: 'production',
    });
    expect(data).toEqual({
      'cosign.key': Buffer.from('key'),
      'cosign.password': Buffer.alloc(0),
    });
    expect(cluster.seen).toMatchObject([
      {
        method: 'GET',
        url: '/api/v1/namespaces/models/secrets/cosign',
        headers: { authorization: 'Bearer token-of-production' },
      },
    ]);
  });

  it('takes the only cluster where none is named', async () => {
    answer = { status: 200, body: { data: {} } };
    expect(await readerOf('dev').readSecret(SECRET)).toEqual({});
  });

  it.each([
    ['none is known', [], undefined],
    ['none of several is named', ['dev', 'production'], undefined],
    ['another is named', ['dev'], 'production'],
  ])('asks nobody where %s', async (_, names, named) => {
    await expect(
      readerOf(...names).readSecret({ ...SECRET, cluster: named }),
    ).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('models/cosign'),
    });
    expect(cluster.seen).toEqual([]);
  });

  it('climbs no path', async () => {
    answer = { status: 404, body: {} };
    await expect(
      readerOf('dev').readSecret({ namespace: '..', name: '../pods' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(cluster.seen[0].url).toBe(
      '/api/v1/namespaces/%2E%2E/secrets/..%2Fpods',
    );
  });

  it.each([
    ['is forbidden', 403, { message: 'no' }, 'FORBIDDEN'],
    ['is not there', 404, { message: 'no' }, 'NOT_FOUND'],
    ['is no object', 200, null, 'KEY_UNREADABLE'],
  ])('says that the secret %s', async (_, status, body, code) => {
    answer = { status, body };
    const error = await readerOf('dev')
      .readSecret(SECRET)
      .catch(e => e);
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining('models/cosign'),
    });
    expect(everythingOf(error)).not.toContain('token-of-dev');
  });
});
