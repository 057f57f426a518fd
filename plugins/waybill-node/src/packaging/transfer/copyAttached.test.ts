import { randomBytes } from 'node:crypto';
import {
  MediaType,
  legacySignatureTag,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../../registry';
import { describeBytes, pushImage } from '../../registry/__testUtils__/images';
import {
  copierOf,
  from,
  pushIndex,
  pushLegacy,
  to,
} from './__testUtils__/copySources';

describe('copyPackage: what is attached', () => {
  let client: MemoryRegistryClient;
  let copy: ReturnType<typeof copierOf>;

  beforeEach(() => {
    client = new MemoryRegistryClient();
    copy = copierOf(client);
  });
  afterEach(() => jest.restoreAllMocks());

  it('goes along: referrers, what is attached to them, and the tags of cosign', async () => {
    const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
    const sbom = await pushImage(client, from, { subject: descriptor });
    const signatureOfSbom = await pushImage(client, from, {
      subject: sbom.descriptor,
    });
    const tag = legacySignatureTag(descriptor.digest);
    const legacy = await pushLegacy(client, from, tag, ['one']);
    const att = tag.replace('.sig', '.att');
    const attestation = await pushLegacy(client, from, att, ['two']);
    expect(await copy('1.0.0')).toMatchObject({ copiedManifests: 5 });
    expect(
      (await client.listReferrers(to, descriptor.digest)).map(d => d.digest),
    ).toEqual([sbom.descriptor.digest]);
    expect(
      (await client.listReferrers(to, sbom.descriptor.digest)).map(
        d => d.digest,
      ),
    ).toEqual([signatureOfSbom.descriptor.digest]);
    expect((await client.resolve(to, tag))?.digest).toBe(legacy.digest);
    expect((await client.resolve(to, att))?.digest).toBe(attestation.digest);
  });

  it('goes along with the images of an index as well', async () => {
    const { images } = await pushIndex(client, from, { tag: '1.0.0' });
    const signed = images[1].descriptor;
    const signature = await pushImage(client, from, { subject: signed });
    await copy('1.0.0');
    expect(await client.listReferrers(to, signed.digest)).toMatchObject([
      { digest: signature.descriptor.digest },
    ]);
  });

  it('stays where it is when that is asked for', async () => {
    const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
    await pushImage(client, from, { subject: descriptor });
    await copy('1.0.0', { withReferrers: false });
    expect(await client.listReferrers(to, descriptor.digest)).toEqual([]);
  });

  it('is brought to a copy that was there already', async () => {
    const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
    await copy('1.0.0');
    await pushImage(client, from, { subject: descriptor });
    expect(await copy('1.0.0')).toMatchObject({
      wasThere: true,
      copiedManifests: 1,
    });
    expect(await client.listReferrers(to, descriptor.digest)).toHaveLength(1);
  });

  it('does not matter where a list names what is gone', async () => {
    const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
    const gone = describeBytes(MediaType.imageManifest, randomBytes(8));
    jest.spyOn(client, 'listReferrers').mockResolvedValue([gone]);
    expect(await copy('1.0.0')).toMatchObject({ descriptor });
  });

  it.each([
    ['keeps a list that has them all', ['a', 'b'], ['a', 'b', 'c'], 3, 0],
    ['replaces a list that has fewer', ['a', 'b'], ['a'], 2, 0],
    ['never drops signatures of others, and says so', ['a'], ['b'], 1, 1],
  ])('%s', async (_, ours, theirs, expected, warnings) => {
    const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
    const tag = legacySignatureTag(descriptor.digest);
    await pushLegacy(client, from, tag, ours);
    await pushLegacy(client, to, tag, theirs);
    const result = await copy('1.0.0');
    expect(result.warnings).toHaveLength(warnings);
    const { bytes } = await client.fetchManifest(to, tag);
    expect(JSON.parse(bytes.toString()).layers).toHaveLength(expected);
  });
});
