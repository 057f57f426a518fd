import { storageModeOf, type StorageMode } from './storageMode';

describe('storageModeOf', () => {
  it.each<[string, StorageMode | undefined]>([
    ['oci://registry.example.com/models/iris', 'modelcar'],
    ['oci+native://registry.example.com/models/iris', 'image-volume'],
    ['oci+fetch://registry.example.com/models/iris', 'fetch'],
    ['kit://registry.example.com/models/iris', 'kit'],
    ['oci-artifact://registry.example.com/models/iris', 'storage-container'],
    ['pvc://claim/iris', 'volume'],
    ['s3://bucket/iris', 'bucket'],
    ['constructor://x', 'storage-container'],
    ['models/iris', undefined],
    ['', undefined],
  ])('tells what %s means', (uri, mode) => {
    expect(storageModeOf(uri)).toBe(mode);
  });

  it('lets KServe’s setting say what oci:// means', () => {
    const uri = 'oci://registry.example.com/models/iris';
    expect(storageModeOf(uri, { ociModelMode: 'native' })).toBe('image-volume');
    expect(storageModeOf(uri, { ociModelMode: 'modelcar' })).toBe('modelcar');
  });
});
