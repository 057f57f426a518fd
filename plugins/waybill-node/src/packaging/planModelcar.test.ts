import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import { promisify } from 'node:util';
import { MemoryRegistryClient } from '../registry';
import { inspectPackage } from './inspectPackage';
import { planManifestsArtifact } from './planManifestsArtifact';
import { planModelcar } from './planModelcar';
import { pushPackage } from './pushPackage';

const repository = { host: 'registry.test', path: 'models/iris' };

describe('planModelcar', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-package-'));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  async function writeModel(name = 'model'): Promise<string> {
    const folder = path.join(dir, name);
    await mkdir(path.join(folder, 'sub'), { recursive: true });
    await writeFile(path.join(folder, 'model.joblib'), 'weights');
    await writeFile(path.join(folder, 'sub', 'ünïcode.txt'), 'text');
    await writeFile(
      path.join(folder, `${'long-'.repeat(30)}name.bin`),
      Buffer.alloc(1500, 7),
    );
    return folder;
  }

  it('gives the same digest whatever the time, mode and order of the files', async () => {
    const first = await planModelcar({
      directory: await writeModel('a'),
      format: 'modelcar',
    });
    const other = await writeModel('b');
    await chmod(path.join(other, 'model.joblib'), 0o600);
    await utimes(path.join(other, 'model.joblib'), 1, 1);
    const second = await planModelcar({ directory: other, format: 'modelcar' });
    expect(second.descriptor).toEqual(first.descriptor);
    expect(
      first.files.map(({ path: name, sizeBytes }) => [name, sizeBytes]),
    ).toEqual([
      [`${'long-'.repeat(30)}name.bin`, 1500],
      ['model.joblib', 7],
      ['sub/ünïcode.txt', 4],
    ]);
    expect(first.files[1].digest).toBe(
      `sha256:${createHash('sha256').update('weights').digest('hex')}`,
    );
  });

  it('is an image without entrypoint whose layer real tar unpacks under models/', async () => {
    const plan = await planModelcar({
      directory: await writeModel(),
      format: 'modelcar',
    });
    const chunks: Buffer[] = [];
    for await (const chunk of plan.config.open()) chunks.push(chunk);
    const config = JSON.parse(Buffer.concat(chunks).toString());
    expect(config.config).toEqual({});
    expect(config.rootfs.diff_ids).toEqual(
      plan.layers.map(({ descriptor }) => descriptor.digest),
    );
    const file = path.join(dir, 'layer.tar');
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

  it.each([
    [
      'a folder that is not there',
      async () => path.join(dir, 'absent'),
      'FOLDER_NOT_FOUND',
    ],
    [
      'an empty folder',
      async () => mkdtemp(path.join(dir, 'empty-')),
      'EMPTY_FOLDER',
    ],
    [
      'a link',
      async () => {
        const folder = await writeModel();
        await symlink('/etc/passwd', path.join(folder, 'link'));
        return folder;
      },
      'FILE_TYPE_NOT_ALLOWED',
    ],
    [
      'a name with a control character',
      async () => {
        const folder = await writeModel();
        await writeFile(path.join(folder, 'a\nb'), '');
        return folder;
      },
      'PATH_NOT_ALLOWED',
    ],
  ])('refuses %s', async (_, make, code) => {
    await expect(
      planModelcar({ directory: await make(), format: 'modelcar' }),
    ).rejects.toMatchObject({ code });
  });

  describe('when a file changes after it was planned', () => {
    it.each([
      ['grows', (file: string) => appendFile(file, 'more')],
      ['shrinks', (file: string) => truncate(file, 3)],
      ['has other bytes', (file: string) => writeFile(file, 'WEIGHTS')],
      ['is gone', (file: string) => rm(file)],
    ])(
      'refuses to push it when it %s, and publishes no tag',
      async (_, change) => {
        const directory = await writeModel();
        const plan = await planModelcar({ directory, format: 'modelcar' });
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

  describe('pushPackage', () => {
    it('publishes, and does nothing the second time', async () => {
      const client = new MemoryRegistryClient();
      const plan = await planModelcar({
        directory: await writeModel(),
        format: 'modelcar',
      });
      const first = await pushPackage(client, repository, plan, {
        tag: '1.0.0',
      });
      expect(first).toEqual({
        descriptor: plan.descriptor,
        reference: `registry.test/models/iris@${plan.descriptor.digest}`,
        wasThere: false,
      });
      expect(
        await pushPackage(client, repository, plan, { tag: '1.0.0' }),
      ).toMatchObject({ wasThere: true });
      expect(await inspectPackage(client, repository, '1.0.0')).toMatchObject({
        format: 'modelcar',
        descriptor: plan.descriptor,
        sizeBytes: plan.config.descriptor.size + plan.layers[0].descriptor.size,
      });
    });

    it('refuses a version that is something else already, and names both digests', async () => {
      const client = new MemoryRegistryClient();
      const directory = await writeModel();
      const first = await planModelcar({ directory, format: 'modelcar' });
      await pushPackage(client, repository, first, { tag: '1.0.0' });
      await writeFile(path.join(directory, 'model.joblib'), 'other');
      const second = await planModelcar({ directory, format: 'modelcar' });
      const error = await pushPackage(client, repository, second, {
        tag: '1.0.0',
      }).catch(e => e);
      expect(error).toMatchObject({ code: 'TAG_EXISTS' });
      expect(error.message).toContain(first.descriptor.digest);
      expect(error.message).toContain(second.descriptor.digest);
    });

    it('refuses latest', async () => {
      const plan = await planModelcar({
        directory: await writeModel(),
        format: 'modelcar',
      });
      await expect(
        pushPackage(new MemoryRegistryClient(), repository, plan, {
          tag: 'latest',
        }),
      ).rejects.toThrow(/latest/);
    });
  });

  describe('planManifestsArtifact', () => {
    it('is one reproducible tar+gzip layer that real tar unpacks', async () => {
      const files = [
        {
          path: 'environments/dev/kustomization.yaml',
          content: 'resources: []\n',
        },
        { path: 'base/kustomization.yaml', content: 'resources: []\n' },
      ];
      const plan = planManifestsArtifact(files);
      expect(planManifestsArtifact([...files].reverse()).descriptor).toEqual(
        plan.descriptor,
      );
      expect(plan.manifest.layers).toEqual([
        expect.objectContaining({
          mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        }),
      ]);
      const file = path.join(dir, 'layer.tgz');
      await pipeline(plan.layers[0].open(), createWriteStream(file));
      const { stdout } = await promisify(execFile)('tar', ['-tzf', file]);
      expect(stdout.trim().split('\n')).toEqual([
        'base/kustomization.yaml',
        'environments/dev/kustomization.yaml',
      ]);
    });

    it.each(['../escape.yaml', '/etc/passwd', 'a//b.yaml'])(
      'refuses the path %s',
      badPath => {
        expect(() =>
          planManifestsArtifact([{ path: badPath, content: '' }]),
        ).toThrow(/no path that an artifact may hold/);
      },
    );
  });
});
