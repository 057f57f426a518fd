import { paths, TestCluster } from './TestCluster';

describe('pod logs', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
    const { client, podLogs } = cluster.cluster;
    const pod = client.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: {
        nodeName: 'n',
        containers: [
          { name: 'server', image: 's:1' },
          { name: 'side', image: 's:1' },
        ],
      },
    });
    const running = { running: { startedAt: '2026-11-21T10:00:00Z' } };
    const lastState = { terminated: { exitCode: 1 } };
    const waiting = { waiting: { reason: 'ErrImagePull' } };
    const status = {
      containerStatuses: [
        { name: 'server', state: running, lastState },
        { name: 'side', state: waiting, lastState: {} },
      ],
    };
    client.update({ ...pod, status }, { subresource: 'status' });
    const key = { namespace: 'default', pod: 'p', container: 'server' };
    podLogs.append(key, { time: '2026-11-21T10:00:00.000Z', text: 'died' });
    podLogs.restart(key);
    for (const text of ['one', 'two', 'three'])
      podLogs.append(key, { time: '2026-11-21T10:00:01.000Z', text });
  });
  afterAll(() => cluster.stop());

  const log = (query: string) => cluster.call(`${paths.pods}/p/log?${query}`);

  it.each([
    ['container=server', 'one\ntwo\nthree\n'],
    ['container=server&tailLines=2', 'two\nthree\n'],
    ['container=server&tailLines=0', ''],
    ['container=server&limitBytes=5', 'one\nt'],
    [
      'container=server&timestamps=true&tailLines=1',
      '2026-11-21T10:00:01.000Z three\n',
    ],
    ['container=server&previous=true', 'died\n'],
    ['container=server&sinceTime=2027-01-01T00:00:00Z', ''],
  ])('answers %s', async (query, text) => {
    expect(await log(query)).toMatchObject({ status: 200, text });
  });

  it.each([
    [
      '',
      'a container name must be specified for pod p, choose one of: [server side]',
    ],
    ['container=none', 'container none is not valid for pod p'],
    ['container=side', 'is waiting to start: trying and failing to pull image'],
    [
      'container=side&previous=true',
      'previous terminated container "side" in pod "p" not found',
    ],
  ])('refuses %s', async (query, message) => {
    const answer = await log(query);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(message);
  });

  it('follows until the pod is gone', async () => {
    const { client, podLogs } = cluster.cluster;
    const key = { namespace: 'default', pod: 'p', container: 'server' };
    const printing = setInterval(() => {
      podLogs.append(key, { time: '2026-11-21T10:00:02.000Z', text: 'more' });
    }, 5);
    const query = 'container=server&follow=true&tailLines=1';
    const text = await cluster.stream(`${paths.pods}/p/log?${query}`, so => {
      // the first line may be one that was printed before the request
      if (!so.includes('more\nmore\n')) return;
      const pod = { kind: 'Pod', namespace: 'default', name: 'p' };
      client.delete(pod, { gracePeriodSeconds: 0 });
    });
    clearInterval(printing);
    expect(text).toMatch(/^(more|three)\n(more\n)+$/);
  });
});
