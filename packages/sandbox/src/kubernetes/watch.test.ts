import { configMap, paths, TestCluster, type WatchLine } from './TestCluster';

describe('watching objects', () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await TestCluster.start();
  });
  afterEach(() => cluster.stop());

  const said = (lines: readonly WatchLine[]) =>
    lines.map(({ type, object }) => [type, object.metadata.name]);
  const version = () =>
    cluster.cluster.client.list('Namespace').length > 0 &&
    cluster
      .call(paths.configMaps)
      .then(
        ({ body }) =>
          (body.metadata as { resourceVersion: string }).resourceVersion,
      );
  const key = (name: string) => ({
    kind: 'ConfigMap',
    namespace: 'default',
    name,
  });

  it('begins with what exists and goes on with what happens', async () => {
    const { client } = cluster.cluster;
    client.create(configMap('old'));
    const watching = cluster.watch(`${paths.configMaps}?watch=1`, lines => {
      if (lines.length === 1) {
        client.create(configMap('new'));
        client.patch(key('old'), { data: { a: '2' } }, { type: 'merge' });
        client.delete(key('new'));
      }
      return lines.length >= 4;
    });
    expect(said(await watching)).toEqual([
      ['ADDED', 'old'],
      ['ADDED', 'new'],
      ['MODIFIED', 'old'],
      ['DELETED', 'new'],
    ]);
  });

  it('begins after a resourceVersion', async () => {
    const { client } = cluster.cluster;
    client.create(configMap('before'));
    const from = await version();
    client.create(configMap('after'));
    const lines = await cluster.watch(
      `${paths.configMaps}?watch=1&resourceVersion=${from}`,
      ({ length }) => length >= 1,
    );
    expect(said(lines)).toEqual([['ADDED', 'after']]);
  });

  it('tells of objects that enter and leave the selection', async () => {
    const { client } = cluster.cluster;
    client.create(configMap('x'));
    const from = await version();
    client.patch(
      key('x'),
      { metadata: { labels: { in: 'yes' } } },
      { type: 'merge' },
    );
    client.patch(key('x'), { data: { a: '2' } }, { type: 'merge' });
    client.patch(
      key('x'),
      { metadata: { labels: { in: null } } },
      { type: 'merge' },
    );
    const query = `watch=1&labelSelector=in%3Dyes&resourceVersion=${from}`;
    const lines = await cluster.watch(
      `${paths.configMaps}?${query}`,
      ({ length }) => length >= 3,
    );
    expect(said(lines)).toEqual([
      ['ADDED', 'x'],
      ['MODIFIED', 'x'],
      ['DELETED', 'x'],
    ]);
  });

  it('says within the stream that a version is too old', async () => {
    cluster.cluster.client.create(configMap('x'));
    await cluster.restart();
    const [line] = await cluster.watch(
      `${paths.configMaps}?watch=1&resourceVersion=2`,
      ({ length }) => length >= 1,
    );
    expect(line).toMatchObject({
      type: 'ERROR',
      object: { code: 410, reason: 'Expired' },
    });
  });

  it('ends the initial list by a bookmark when asked', async () => {
    cluster.cluster.client.create(configMap('x'));
    const query =
      'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const lines = await cluster.watch(`${paths.configMaps}?${query}`, all =>
      all.some(({ type }) => type === 'BOOKMARK'),
    );
    expect(lines.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(lines[1].object.metadata).toMatchObject({
      resourceVersion: await version(),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    });
  });

  it('refuses an initial list without a match', async () => {
    const answer = await cluster.call(
      `${paths.configMaps}?watch=1&sendInitialEvents=true`,
    );
    expect(answer.status).toBe(422);
  });

  it('ends when its time is over', async () => {
    const lines = await cluster.watch(
      `${paths.configMaps}?watch=1&timeoutSeconds=1`,
      () => false,
    );
    expect(lines).toEqual([]);
  });

  it('tells players in order, also of what they cause themselves', () => {
    const { client } = cluster.cluster;
    const seen: string[] = [];
    const stops = [
      client.watch('ConfigMap', ({ type, object }) => {
        const isFirst = type === 'ADDED' && object.metadata.name === 'cause';
        if (isFirst)
          client.patch(
            key('cause'),
            { data: { a: 'changed' } },
            { type: 'merge' },
          );
      }),
      client.watch('ConfigMap', ({ type }) => seen.push(type)),
    ];
    client.create(configMap('cause'));
    stops.forEach(stop => stop());
    expect(seen).toEqual(['ADDED', 'MODIFIED']);
  });

  it('hands players copies', () => {
    const { client } = cluster.cluster;
    client.create(configMap('copy'));
    const mine = client.get<ReturnType<typeof configMap>>(key('copy'));
    mine!.data.a = 'spoilt';
    expect(client.get(key('copy'))).toMatchObject({ data: { a: '1' } });
  });
});
