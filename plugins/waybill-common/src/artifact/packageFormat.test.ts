import { MediaType } from './mediaTypes';
import { packageFormatOf, parseLayerType } from './packageFormat';

describe('packageFormatOf', () => {
  it.each([
    [{ artifactType: MediaType.kitopsManifest }, 'modelkit'],
    [{ config: { mediaType: MediaType.kitopsConfig } }, 'modelkit'],
    [{ artifactType: MediaType.modelPackManifest }, 'modelpack'],
    [{ config: { mediaType: MediaType.modelPackConfig } }, 'modelpack'],
    [
      { artifactType: 'application/vnd.cnai.model.manifest.v1+json' },
      'modelpack',
    ],
    [{ config: { mediaType: MediaType.imageConfig } }, 'modelcar'],
    [
      {
        config: { mediaType: 'application/vnd.docker.container.image.v1+json' },
      },
      'modelcar',
    ],
    [
      {
        artifactType: 'application/vnd.example',
        config: { mediaType: MediaType.imageConfig },
      },
      'artifact',
    ],
    [{}, 'artifact'],
    [{ config: null, artifactType: 7 }, 'artifact'],
    [{ artifactType: '__proto__' }, 'artifact'],
  ])('%j is a %s', (manifest, format) => {
    expect(packageFormatOf(manifest)).toBe(format);
  });
});

describe('parseLayerType', () => {
  it.each([
    ['application/vnd.kitops.modelkit.model.v1.tar', 'model', 'tar', 'none'],
    [
      'application/vnd.kitops.modelkit.modelpart.v1.raw+zstd',
      'model-part',
      'raw',
      'zstd',
    ],
    [
      'application/vnd.kitops.modelkit.mcpb.v1.raw',
      'mcp-server',
      'raw',
      'none',
    ],
    ['application/vnd.cncf.model.weight.v1.raw', 'model', 'raw', 'none'],
    [
      'application/vnd.cncf.model.weight.config.v1.tar+gzip',
      'model-part',
      'tar',
      'gzip',
    ],
    ['application/vnd.cnai.model.doc.v1.tar', 'docs', 'tar', 'none'],
    ['application/vnd.oci.image.layer.v1.tar', 'image', 'tar', 'none'],
    [
      'application/vnd.docker.image.rootfs.diff.tar.gzip',
      'image',
      'tar',
      'gzip',
    ],
    [
      'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
      'other',
      'tar',
      'gzip',
    ],
  ])('takes %s apart', (mediaType, role, shape, compression) => {
    expect(parseLayerType(mediaType)).toEqual({ role, shape, compression });
  });

  it.each([
    'application/vnd.kitops.modelkit.model.v1.tar+brotli',
    'application/vnd.oci.image.layer.v1.tar+xz',
    'application/octet-stream',
    'star',
    '',
  ])('does not guess what %j is', mediaType => {
    expect(parseLayerType(mediaType)).toBeUndefined();
  });
});
