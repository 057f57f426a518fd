import { sha256, withDigest } from './RegistryExchange';
import type { Scenario } from './Scenario';

const CONTENT = 'the bytes of a blob';
const DIGEST = sha256(CONTENT);
const ABSENT_SESSION = '00000000-0000-4000-8000-000000000000';

const octets = { 'content-type': 'application/octet-stream' };

export const uploadScenarios: readonly Scenario[] = [
  {
    name: 'a monolithic upload (POST, PUT)',
    run: async registry => {
      const location = await registry.startUpload();
      await registry.send('PUT', withDigest(location, DIGEST), {
        headers: octets,
        body: CONTENT,
      });
      await registry.send('HEAD', `/v2/{}/blobs/${DIGEST}`);
    },
  },
  {
    name: 'a blob in one request (POST with digest)',
    run: async registry => {
      await registry.send('POST', `/v2/{}/blobs/uploads/?digest=${DIGEST}`, {
        headers: octets,
        body: CONTENT,
      });
    },
  },
  {
    name: 'an upload in chunks with ranges',
    run: async registry => {
      let location = await registry.startUpload();
      await registry.send('GET', location);
      const middle = 7;
      for (const [start, end] of [
        [0, middle],
        [middle, CONTENT.length],
      ]) {
        const answer = await registry.send('PATCH', location, {
          headers: { ...octets, 'content-range': `${start}-${end - 1}` },
          body: CONTENT.slice(start, end),
        });
        location = registry.absolute(answer.headers.location);
        await registry.send('GET', location);
      }
      await registry.send('PUT', withDigest(location, DIGEST));
      await registry.send('GET', `/v2/{}/blobs/${DIGEST}`, {
        compareBody: true,
      });
    },
  },
  {
    name: 'an upload as a stream, its last part in the PUT',
    run: async registry => {
      const started = await registry.startUpload();
      const answer = await registry.send('PATCH', started, {
        headers: octets,
        body: CONTENT.slice(0, 5),
        isChunked: true,
      });
      const location = registry.absolute(answer.headers.location);
      await registry.send('PUT', withDigest(location, DIGEST), {
        headers: octets,
        body: CONTENT.slice(5),
      });
    },
  },
  {
    name: 'a chunk out of order',
    run: async registry => {
      const location = await registry.startUpload();
      await registry.send('PATCH', location, {
        headers: { ...octets, 'content-range': '5-8' },
        body: 'late',
      });
      await registry.send('GET', location);
    },
  },
  {
    name: 'an upload with a wrong digest',
    run: async registry => {
      const wrong = sha256('something else');
      const location = await registry.startUpload();
      await registry.send('PUT', withDigest(location, wrong), {
        headers: octets,
        body: CONTENT,
      });
      await registry.send('HEAD', `/v2/{}/blobs/${wrong}`);
      await registry.send('HEAD', `/v2/{}/blobs/${DIGEST}`);
    },
  },
  {
    name: 'an upload without a digest, or with one that is none',
    run: async registry => {
      const first = await registry.startUpload();
      await registry.send('PUT', first, { headers: octets, body: CONTENT });
      const second = await registry.startUpload();
      await registry.send('PUT', withDigest(second, 'sha256:abc'), {
        headers: octets,
        body: CONTENT,
      });
    },
  },
  {
    name: 'upload sessions that are not there',
    run: async registry => {
      const target = `/v2/{}/blobs/uploads/${ABSENT_SESSION}`;
      await registry.send('GET', target);
      await registry.send('PATCH', target, { headers: octets, body: 'x' });
      await registry.send('PUT', withDigest(target, DIGEST), {
        headers: octets,
        body: CONTENT,
      });
      await registry.send('DELETE', target);
    },
  },
  {
    name: 'an upload that is given up',
    run: async registry => {
      const location = await registry.startUpload();
      await registry.send('DELETE', location);
      await registry.send('GET', location);
    },
  },
  {
    name: 'mounting a blob from another repository',
    run: async registry => {
      const digest = await registry.pushBlob(CONTENT);
      const target = `/v2/{}-target/blobs/uploads/`;
      await registry.send(
        'POST',
        `${target}?mount=${digest}&from=${registry.repository}`,
      );
      await registry.send('HEAD', `/v2/{}-target/blobs/${digest}`);
      const absent = sha256('nobody has this');
      await registry.send(
        'POST',
        `${target}?mount=${absent}&from=${registry.repository}`,
      );
      await registry.send('POST', `${target}?mount=nonsense&from=elsewhere`);
    },
  },
];
