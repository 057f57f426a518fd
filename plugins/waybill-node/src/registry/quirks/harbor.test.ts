import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { storeHandler, type Quirk } from '../__testUtils__/storeHandler';

describe('Harbor', () => {
  const start = useScriptedRegistries();

  it.each([
    ['the type of the config', MediaType.empty],
    ['nothing', undefined],
  ])(
    'gives %s as type of a referrer before 2.10, so the manifest is read',
    async (_, artifactType) => {
      const listed: Descriptor[] = [];
      const lists: Quirk = (_request, response, { pathname, searchParams }) => {
        if (!pathname.includes('/referrers/')) return false;
        // it would leave out what does not have the wrong type
        const wanted = searchParams.get('artifactType');
        const manifests = listed.filter(
          entry => !wanted || entry.artifactType === wanted,
        );
        response.setHeader('content-type', MediaType.imageIndex);
        response.end(
          JSON.stringify({
            schemaVersion: 2,
            mediaType: MediaType.imageIndex,
            manifests,
          }),
        );
        return true;
      };
      const { client, repository } = await start(storeHandler(lists));
      const { descriptor: subject } = await pushImage(client, repository);
      const { descriptor } = await pushImage(client, repository, {
        artifactType: 'application/vnd.a',
      });
      listed.push({ ...descriptor, ...(artifactType ? { artifactType } : {}) });
      expect(
        await client.listReferrers(repository, subject.digest, {
          artifactType: 'application/vnd.a',
        }),
      ).toEqual([
        {
          ...descriptor,
          artifactType: 'application/vnd.a',
          annotations: { 'dev.example.note': 'one' },
        },
      ]);
    },
  );

  it("has robots with '$' and '+' in their names", async () => {
    const username = 'robot$models+waybill';
    const authorization = `Basic ${Buffer.from(`${username}:s`).toString(
      'base64',
    )}`;
    const { client, repository } = await start(
      storeHandler(({ headers }, response) => {
        if (headers.authorization === authorization) return false;
        response.writeHead(401, {
          'www-authenticate': 'Basic realm="harbor"',
        });
        response.end();
        return true;
      }),
      { username, password: 's' },
    );
    await pushImage(client, repository, { tag: '1.0.0' });
    expect(await client.listTags(repository)).toEqual(['1.0.0']);
  });
});
