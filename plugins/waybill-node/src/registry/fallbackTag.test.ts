import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  MediaType,
  referrersTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { startRegistry, type RunningRegistry } from '@waybill/sandbox';
import { HttpRegistryClient } from './HttpRegistryClient';
import type { RegistryClient } from './RegistryClient';
import { pushImage } from './__testUtils__/images';
import {
  retryAtOnce,
  ScriptedRegistry,
} from './__testUtils__/ScriptedRegistry';
import { passOn } from './__testUtils__/passOn';

const isListPath = (url = '') => /\/manifests\/sha256-[0-9a-f]{64}$/.test(url);

describe('FallbackTagWriter', () => {
  let dir: string;
  let registry: RunningRegistry;
  const running: ScriptedRegistry[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-registry-'));
    registry = await startRegistry({ dir, port: 0 });
  });
  afterEach(async () => {
    for (const proxy of running.splice(0)) await proxy.stop();
  });
  afterAll(async () => {
    await registry.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** The sandbox's registry, less what distribution 3.1 does not have. */
  async function startWithoutReferrers(
    hooks: {
      afterListRead?: () => Promise<void>;
      beforeListWritten?: () => Promise<void>;
      afterListWritten?: () => Promise<void>;
    } = {},
  ) {
    const proxy = await ScriptedRegistry.start(async (request, response) => {
      if (request.url?.includes('/referrers/')) {
        response.writeHead(404).end('404 page not found');
        return;
      }
      const isWriting = request.method === 'PUT' && isListPath(request.url);
      if (isWriting) await hooks.beforeListWritten?.();
      await passOn(registry.url, request, response, async () => {
        if (!isListPath(request.url)) return;
        if (isWriting) await hooks.afterListWritten?.();
        else await hooks.afterListRead?.();
      });
    });
    running.push(proxy);
    const repository = { host: proxy.host, path: 'models/fallback' };
    const connect = (sleep: () => Promise<void> = async () => {}) =>
      new HttpRegistryClient([{ host: proxy.host, plainHttp: true }], {
        ...retryAtOnce,
        sleep,
      });
    const direct = new HttpRegistryClient([
      { host: registry.host, plainHttp: true },
    ]);
    const inRegistry = { ...repository, host: registry.host };
    return { proxy, repository, connect, direct, inRegistry };
  }

  const digestsOf = async (
    client: RegistryClient,
    repository: { host: string; path: string },
    subject: Descriptor,
  ) =>
    (await client.listReferrers(repository, subject.digest))
      .map(({ digest }) => digest)
      .sort();

  it('keeps the list in the fallback tag, with type and annotations', async () => {
    const { repository, connect, proxy } = await startWithoutReferrers();
    const client = connect();
    const { descriptor: subject } = await pushImage(client, repository);
    const { descriptor: first } = await pushImage(client, repository, {
      subject,
      artifactType: 'application/vnd.a',
    });
    await pushImage(client, repository, {
      subject,
      artifactType: 'application/vnd.b',
    });
    expect(await client.listReferrers(repository, subject.digest)).toEqual([
      {
        ...first,
        artifactType: 'application/vnd.a',
        annotations: { 'dev.example.note': 'one' },
      },
      expect.objectContaining({ artifactType: 'application/vnd.b' }),
    ]);
    expect(
      proxy.seen.filter(
        ({ method, url }) => method === 'PUT' && isListPath(url),
      ),
    ).toHaveLength(2);
  });

  it('adds itself again when another writer was faster', async () => {
    let overwrite = async () => {};
    const { repository, connect, direct, inRegistry } =
      await startWithoutReferrers({ afterListWritten: () => overwrite() });
    const client = connect();
    const { descriptor: subject } = await pushImage(client, repository);
    const { descriptor: theirs } = await pushImage(direct, inRegistry, {
      artifactType: 'application/vnd.b',
    });
    overwrite = async () => {
      overwrite = async () => {};
      const list = {
        schemaVersion: 2,
        mediaType: MediaType.imageIndex,
        manifests: [theirs],
      };
      await direct.pushManifest(
        inRegistry,
        { mediaType: list.mediaType, bytes: Buffer.from(JSON.stringify(list)) },
        { tag: referrersTag(subject.digest) },
      );
    };
    const { descriptor: ours } = await pushImage(client, repository, {
      subject,
    });
    expect(await digestsOf(client, repository, subject)).toEqual(
      [theirs.digest, ours.digest].sort(),
    );
  });

  it('loses neither of two writers that read the same list', async () => {
    const [bothRead, firstGoesOn, bothWritten] = [gate(), gate(), gate()];
    let reads = 0;
    let begun = 0;
    let written = 0;
    const { repository, connect } = await startWithoutReferrers({
      afterListRead: async () => {
        reads += 1;
        if (reads === 2) bothRead.open();
        // the first writer looks whether it is still there
        if (reads > 2) firstGoesOn.open();
        await bothRead.passed;
      },
      // the second one is slow: it writes when the first has done so and goes on
      beforeListWritten: async () => {
        begun += 1;
        if (begun === 2) await firstGoesOn.passed;
      },
      afterListWritten: async () => {
        written += 1;
        if (written === 2) bothWritten.open();
      },
    });
    // what a pause is for: whoever read before us has written when it is over
    const pause = async () => {
      firstGoesOn.open();
      await bothWritten.passed;
    };
    const clients = [connect(pause), connect(pause)];
    const { descriptor: subject } = await pushImage(clients[0], repository);
    const pushed = await Promise.all(
      clients.map(client => pushImage(client, repository, { subject })),
    );
    expect(await digestsOf(clients[0], repository, subject)).toEqual(
      pushed.map(({ descriptor }) => descriptor.digest).sort(),
    );
  });

  it('lets the writers of one process wait for each other', async () => {
    const { repository, connect, proxy } = await startWithoutReferrers();
    const client = connect();
    const { descriptor: subject } = await pushImage(client, repository);
    const pushed = await Promise.all(
      Array.from({ length: 4 }, () =>
        pushImage(client, repository, { subject }),
      ),
    );
    expect(await digestsOf(client, repository, subject)).toEqual(
      pushed.map(({ descriptor }) => descriptor.digest).sort(),
    );
    const writes = proxy.seen.filter(
      ({ method, url }) => method === 'PUT' && isListPath(url),
    );
    expect(writes).toHaveLength(4);
  });

  it('goes on with the others when one was cancelled', async () => {
    const controller = new AbortController();
    let second: Promise<{ descriptor: Descriptor }> | undefined;
    let pushSecond = async () => {};
    const { repository, connect } = await startWithoutReferrers({
      afterListRead: () => pushSecond(),
    });
    const client = connect();
    const { descriptor: subject } = await pushImage(client, repository);
    pushSecond = async () => {
      pushSecond = async () => {};
      second = pushImage(client, repository, { subject });
      controller.abort(new Error('cancelled by the user'));
    };
    await expect(
      pushImage(client, repository, { subject, signal: controller.signal }),
    ).rejects.toThrow('cancelled by the user');
    const pushed = await second;
    expect(await digestsOf(client, repository, subject)).toEqual([
      pushed?.descriptor.digest,
    ]);
  });

  it('overwrites nothing that is no list', async () => {
    const { repository, connect, direct, inRegistry } =
      await startWithoutReferrers();
    const client = connect();
    const { descriptor: subject } = await pushImage(client, repository);
    const tag = referrersTag(subject.digest);
    const { descriptor: image } = await pushImage(direct, inRegistry, { tag });
    await expect(
      pushImage(client, repository, { subject }),
    ).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining(tag),
    });
    expect(await direct.resolve(inRegistry, tag)).toEqual(image);
    expect(await client.listReferrers(repository, subject.digest)).toEqual([]);
  });

  it('knows that GitLab answers a missing tag with the subject itself', async () => {
    const { repository, connect, direct, inRegistry } =
      await startWithoutReferrers();
    const client = connect();
    const { descriptor: subject } = await pushImage(client, repository);
    const { bytes } = await direct.fetchManifest(inRegistry, subject.digest);
    const tag = referrersTag(subject.digest);
    await direct.pushManifest(
      inRegistry,
      { mediaType: subject.mediaType, bytes },
      { tag },
    );
    const { descriptor } = await pushImage(client, repository, { subject });
    expect(await digestsOf(client, repository, subject)).toEqual([
      descriptor.digest,
    ]);
  });

  it('gives up where others write all the time', async () => {
    let overwrite = async () => {};
    const { repository, connect, direct, inRegistry } =
      await startWithoutReferrers({ afterListWritten: () => overwrite() });
    const client = connect();
    const { descriptor: subject } = await pushImage(client, repository);
    overwrite = async () => {
      const list = {
        schemaVersion: 2,
        mediaType: MediaType.imageIndex,
        manifests: [],
      };
      await direct.pushManifest(
        inRegistry,
        { mediaType: list.mediaType, bytes: Buffer.from(JSON.stringify(list)) },
        { tag: referrersTag(subject.digest) },
      );
    };
    await expect(
      pushImage(client, repository, { subject }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE', isRetryable: true });
  });
});

/** Something to wait for until another part of the test opens it. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>(resolve => {
    open = resolve;
  });
  return { open, passed };
}
