import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import {
  appendFile,
  chmod,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { MemoryRegistryClient } from '../../registry';
import { readAll } from '../../registry/__testUtils__/images';
import { LONG_NAME, ModelFolder } from '../__testUtils__/modelFolder';
import { planModelcar } from '../__testUtils__/planModelcar';
import { pushPackage } from '../publish/pushPackage';

const repository = { host: 'registry.test', path: 'models/iris' };

describe('layoutModelcar', () => {
  let models: ModelFolder;

  beforeEach(async () => {
    models = await ModelFolder.create();
  });
  afterEach(() => models.remove());

  it('gives the same digest whatever the time, mode and order of the files', async () => {
    const first = await planModelcar({
      directory: await models.writeModel('a'),
    });
    const other = await models.writeModel('b');
    await chmod(path.join(other, 'model.joblib'), 0o600);
    await utimes(path.join(other, 'model.joblib'), 1, 1);
    const second = await planModelcar({ directory: other });
    expect(second.descriptor).toEqual(first.descriptor);
    expect(
      first.files.map(({ path: name, sizeBytes }) => [name, sizeBytes]),
    ).toEqual([
      [LONG_NAME, 1500],
      ['model.joblib', 7],
      ['sub/ünïcode.txt', 4],
    ]);
  });

  it('has one digest for ever: what is published must not be published anew by a later version', async () => {
    const { descriptor, layers } = await planModelcar({
      directory: await models.writeModel(),
      annotations: { 'org.opencontainers.image.version': '1.0.0' },
    });
    expect([descriptor.digest, layers[0].descriptor.digest]).toEqual([
      'sha256:7fcc6d8fcb4f3007ea2a06ab5a880b15c5797960653e24021a685e47caf61205',
      'sha256:2c601b0bf164b353d2973992e6dfbde5bb84d574b7c2b40bedd7c08a9fe9d50c',
    ]);
  });

  it('is an image without entrypoint whose layer real tar unpacks under models/', async () => {
    const plan = await planModelcar({
      directory: await models.writeModel(),
    });
    const config = JSON.parse((await readAll(plan.config.open())).toString());
    expect(config.config).toEqual({});
    expect(config.rootfs.diff_ids).toEqual(
      plan.layers.map(({ descriptor }) => descriptor.digest),
    );
    const file = path.join(models.dir, 'layer.tar');
    await pipeline(plan.layers[0].open(), createWriteStream(file));
    const { stdout } = await promisify(execFile)('tar', ['-tvf', file], {
      env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    });
    const entries = stdout
      .trim()
      .split('\n')
      .map(line => line.replace(/\s+/g, ' '));
    expect(entries).toContain(
      '-rw-r--r-- 0/0 7 1970-01-01 00:00 models/model.joblib',
    );
    expect(entries).toContain('drwxr-xr-x 0/0 0 1970-01-01 00:00 models/sub/');
    expect(entries.find(line => line.includes('long-'))).toMatch(
      / 1500 .* models\/(long-){30}name\.bin$/,
    );
  });

  describe('when a file changes after it was planned', () => {
    it.each([
      ['grows', (file: string) => appendFile(file, 'more')],
      ['shrinks', (file: string) => truncate(file, 3)],
      ['has other bytes', (file: string) => writeFile(file, 'WEIGHTS')],
      ['is gone', (file: string) => rm(file)],
      [
        'is a link now',
        async (file: string) => {
          await rename(file, `${file}.moved`);
          await symlink(`${file}.moved`, file);
        },
      ],
    ])(
      'refuses to push it when it %s, and publishes no tag',
      async (_, change) => {
        const directory = await models.writeModel();
        const plan = await planModelcar({ directory });
        await change(path.join(directory, 'model.joblib'));
        const client = new MemoryRegistryClient();
        await expect(
          pushPackage(client, repository, plan, { tag: '1.0.0' }),
        ).rejects.toMatchObject({
          code: 'FILE_CHANGED',
          message: expect.stringContaining("'model.joblib'"),
        });
        expect(await client.listTags(repository)).toEqual([]);
      },
    );
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const directory = await models.writeModel();
    const progress: number[] = [];
    await planModelcar(
      { directory },
      {
        onProgress: ({ doneBytes, totalBytes }) => {
          expect(totalBytes).toBe(8192);
          progress.push(doneBytes);
        },
      },
    );
    expect(progress.at(-1)).toBe(8192);

    const controller = new AbortController();
    await expect(
      planModelcar(
        { directory },
        {
          signal: controller.signal,
          onProgress: () =>
            controller.abort(new Error('cancelled by the user')),
        },
      ),
    ).rejects.toThrow('cancelled by the user');
  });
});
