import {
  MediaType,
  referrersTag,
} from '@waybill/backstage-plugin-waybill-common';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { refuse, storeHandler } from '../__testUtils__/storeHandler';

/** Tells apart the programs, where they differ; both have no referrers API. */
const versions: [string, { tagStatus: number; tagCode: string }][] = [
  ['2.8', { tagStatus: 400, tagCode: 'DIGEST_INVALID' }],
  ['3.1', { tagStatus: 405, tagCode: 'UNSUPPORTED' }],
];

describe.each(versions)('distribution %s', (_, { tagStatus, tagCode }) => {
  const start = useScriptedRegistries();

  it('has no referrers API, so the fallback tag keeps the list', async () => {
    const { client, repository } = await start(storeHandler());
    const { descriptor: subject } = await pushImage(client, repository);
    const { descriptor } = await pushImage(client, repository, {
      subject,
      artifactType: 'application/vnd.a',
    });
    const tag = referrersTag(subject.digest);
    const list = await client.fetchManifest(repository, tag);
    expect(list.descriptor.mediaType).toBe(MediaType.imageIndex);
    const expected = {
      ...descriptor,
      artifactType: 'application/vnd.a',
      annotations: { 'dev.example.note': 'one' },
    };
    expect(JSON.parse(list.bytes.toString()).manifests).toEqual([expected]);
    expect(await client.listReferrers(repository, subject.digest)).toEqual([
      expected,
    ]);
  });

  it('keeps a deleted referrer in the list, so the client takes it out', async () => {
    const { client, repository } = await start(storeHandler());
    const { descriptor: subject } = await pushImage(client, repository);
    const one = await pushImage(client, repository, { subject });
    const two = await pushImage(client, repository, { subject });
    await client.deleteManifest(repository, one.descriptor.digest);
    const listed = await client.listReferrers(repository, subject.digest);
    expect(listed.map(({ digest }) => digest)).toEqual([two.descriptor.digest]);
  });

  it('deletes nothing until its operator allows it, and says so', async () => {
    const { client, repository } = await start(
      storeHandler(
        ({ method }, response) =>
          method === 'DELETE' && refuse(response, 405, 'UNSUPPORTED'),
      ),
    );
    const { descriptor } = await pushImage(client, repository);
    await expect(
      client.deleteManifest(repository, descriptor.digest),
    ).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      status: 405,
      message: expect.stringContaining('its operator has switched it off'),
    });
  });

  it('deletes by digest, and says that it deletes no tags', async () => {
    const { client, repository } = await start(
      storeHandler(
        ({ method }, response, { pathname }) =>
          method === 'DELETE' &&
          !pathname.includes('sha256:') &&
          refuse(response, tagStatus, tagCode),
      ),
    );
    const { descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    await expect(client.deleteTag(repository, '1.0.0')).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('models/iris:1.0.0 is still there'),
    });
    await client.deleteManifest(repository, descriptor.digest);
    expect(await client.resolve(repository, descriptor.digest)).toBeUndefined();
  });
});
