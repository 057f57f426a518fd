import {
  MediaType,
  type Index,
} from '@waybill/backstage-plugin-waybill-common';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import {
  storeHandler,
  type Quirk,
  type Stored,
} from '../__testUtils__/storeHandler';

/** It takes the fallback tag for another way to write the digest, while there is no such tag. */
function answersTheSubject({ manifests }: Stored): Quirk {
  return ({ method }, response, { pathname }) => {
    const [, tag, hex] =
      /\/manifests\/(sha256-([0-9a-f]{64}))$/.exec(pathname) ?? [];
    const subject = manifests.get(`sha256:${hex}`);
    if (method !== 'GET' || manifests.has(tag) || !subject) return false;
    response.setHeader('content-type', subject.type);
    response.end(subject.bytes);
    return true;
  };
}

describe('GitLab', () => {
  const start = useScriptedRegistries();

  async function startGitLab() {
    const stored: Stored = { blobs: new Map(), manifests: new Map() };
    return start(storeHandler(answersTheSubject(stored), stored));
  }

  it('answers the fallback tag with the subject itself, which is no list', async () => {
    const { client, repository } = await startGitLab();
    const { descriptor: subject } = await pushImage(client, repository);
    expect(await client.listReferrers(repository, subject.digest)).toEqual([]);
    const { descriptor } = await pushImage(client, repository, { subject });
    const listed = await client.listReferrers(repository, subject.digest);
    expect(listed.map(({ digest }) => digest)).toEqual([descriptor.digest]);
  });

  it('does not make referrers of the images of a subject that is an index', async () => {
    const { client, repository } = await startGitLab();
    const { descriptor: image } = await pushImage(client, repository);
    const index: Index = {
      schemaVersion: 2,
      mediaType: MediaType.imageIndex,
      manifests: [image],
    };
    const subject = await client.pushManifest(repository, {
      mediaType: index.mediaType,
      bytes: Buffer.from(JSON.stringify(index)),
    });
    expect(await client.listReferrers(repository, subject.digest)).toEqual([]);
    const { descriptor } = await pushImage(client, repository, { subject });
    const listed = await client.listReferrers(repository, subject.digest);
    expect(listed.map(({ digest }) => digest)).toEqual([descriptor.digest]);
  });
});
