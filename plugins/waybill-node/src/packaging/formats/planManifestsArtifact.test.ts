import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { ModelFolder } from '../__testUtils__/modelFolder';
import { planManifestsArtifact } from './planManifestsArtifact';

describe('planManifestsArtifact', () => {
  let models: ModelFolder;

  beforeEach(async () => {
    models = await ModelFolder.create();
  });
  afterEach(() => models.remove());

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
    const file = path.join(models.dir, 'layer.tgz');
    await pipeline(plan.layers[0].open(), createWriteStream(file));
    const { stdout } = await promisify(execFile)('tar', ['-tzf', file]);
    expect(stdout.trim().split('\n')).toEqual([
      'base/kustomization.yaml',
      'environments/dev/kustomization.yaml',
    ]);
  });

  it('has an empty config and no time in it', () => {
    const plan = planManifestsArtifact(
      [{ path: 'base/kustomization.yaml', content: 'resources: []\n' }],
      { annotations: { 'org.opencontainers.image.version': '1.0.0' } },
    );
    expect(plan.manifest).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/vnd.waybill.manifests.v1',
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        digest:
          'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        size: 2,
      },
      layers: [plan.layers[0].descriptor],
      annotations: { 'org.opencontainers.image.version': '1.0.0' },
    });
  });

  it('refuses two files of one name', () => {
    const file = { path: 'a.yaml', content: '' };
    expect(() => planManifestsArtifact([file, file])).toThrow(
      expect.objectContaining({ code: 'PATH_NOT_ALLOWED' }),
    );
  });

  it('refuses to publish nothing', () => {
    expect(() => planManifestsArtifact([])).toThrow(
      expect.objectContaining({ code: 'EMPTY_FOLDER' }),
    );
  });

  it('refuses what is too large to be manifests', () => {
    const content = 'x'.repeat(17 * 1024 * 1024);
    expect(() =>
      planManifestsArtifact([{ path: 'weights.bin', content }]),
    ).toThrow(expect.objectContaining({ code: 'TOO_MANY_FILES' }));
  });

  it.each(['../escape.yaml', '/etc/passwd', 'a//b.yaml'])(
    'refuses the path %s',
    badPath => {
      expect(() =>
        planManifestsArtifact([{ path: badPath, content: '' }]),
      ).toThrow(/no path that a package may hold/);
    },
  );
});
