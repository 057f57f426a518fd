import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { readerOf } from '../ByteReader';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import {
  refuse,
  storeHandler,
  type Quirk,
} from '../__testUtils__/storeHandler';
import { needsMonolithicUpload } from './monolithicUpload';

const content = Buffer.from('weights');

describe('ECR', () => {
  const start = useScriptedRegistries();

  it.each([
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', true],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', true],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', true],
    ['123456789012.dkr-ecr.eu-central-1.on.aws', true],
    ['public.ecr.aws', true],
    ['dkr.ecr.example.com', false],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com.example.com', false],
  ])('is %s known by its name? %s', (host, isEcr) => {
    expect(needsMonolithicUpload({ host, plainHttp: false })).toBe(isEcr);
  });

  it('ends an upload with the first PATCH, so it gets one PUT', async () => {
    const endsWithPatch: Quirk = ({ method }, response) => {
      if (method !== 'PATCH') return false;
      response.writeHead(201).end();
      return true;
    };
    const { client, repository } = await start(storeHandler(endsWithPatch), {
      monolithicUploads: true,
    });
    const descriptor = await client.pushStream(repository, {
      mediaType: MediaType.imageLayerTar,
      sizeBytes: content.length,
      open: () => readerOf(Readable.from([content])),
    });
    expect(await client.hasBlob(repository, descriptor.digest)).toBe(true);
  });

  it('answers the referrers API with 405 here and there: the fallback tag is read', async () => {
    const { client, repository } = await start(
      storeHandler(
        (_, response, { pathname }) =>
          pathname.includes('/referrers/') &&
          refuse(response, 405, 'UNSUPPORTED'),
      ),
    );
    const { descriptor: subject } = await pushImage(client, repository);
    const { descriptor } = await pushImage(client, repository, { subject });
    const listed = await client.listReferrers(repository, subject.digest);
    expect(listed.map(({ digest }) => digest)).toEqual([descriptor.digest]);
  });

  it('says that a repository must be there before anything is pushed to it', async () => {
    const { client, repository } = await start(
      storeHandler(
        ({ method }, response) =>
          method === 'POST' && refuse(response, 404, 'NAME_UNKNOWN'),
      ),
    );
    await expect(pushImage(client, repository)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('NAME_UNKNOWN'),
    });
  });
});
