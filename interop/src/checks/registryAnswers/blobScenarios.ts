import { sha256 } from './RegistryExchange';
import type { Scenario } from './Scenario';

const ABSENT = sha256('a blob that nobody has pushed');

export const blobScenarios: readonly Scenario[] = [
  {
    name: 'the version endpoint',
    run: async registry => {
      await registry.send('GET', '/v2/', { compareBody: true });
      await registry.send('HEAD', '/v2/');
    },
  },
  {
    name: 'blobs that are not there',
    run: async registry => {
      await registry.send('GET', `/v2/{}/blobs/${ABSENT}`);
      await registry.send('HEAD', `/v2/{}/blobs/${ABSENT}`);
      await registry.send('DELETE', `/v2/{}/blobs/${ABSENT}`);
    },
  },
  {
    name: 'names and digests that are none',
    run: async registry => {
      await registry.send('GET', '/v2/{}/blobs/sha256:abc');
      await registry.send('GET', '/v2/{}/blobs/nonsense');
      await registry.send('GET', `/v2/Upper-Case/blobs/${ABSENT}`);
      await registry.send('GET', '/v2/Upper-Case/manifests/1.0.0');
      await registry.send('GET', '/v2/Upper-Case/tags/list');
      await registry.send('POST', '/v2/Upper-Case/blobs/uploads/');
      await registry.send('POST', '/v2/-dash/blobs/uploads/');
      await registry.send('GET', '/v2/{}/nonsense');
      await registry.send('GET', '/elsewhere');
    },
  },
  {
    name: 'reading a blob, whole and in parts',
    run: async registry => {
      const digest = await registry.pushBlob('0123456789');
      const target = `/v2/{}/blobs/${digest}`;
      const get = (range: string) =>
        registry.send('GET', target, {
          headers: { range },
          compareBody: true,
          note: range,
        });
      await registry.send('GET', target, { compareBody: true });
      await registry.send('HEAD', target);
      await get('bytes=0-3');
      await get('bytes=4-');
      await get('bytes=-2');
      await get('bytes=5-100');
      await registry.send('GET', target, {
        headers: { range: 'bytes=10-' },
        note: 'a range behind its end',
      });
      await registry.send('GET', target, {
        headers: { 'if-none-match': `"${digest}"` },
        note: 'known already',
      });
    },
  },
  {
    name: 'an empty blob',
    run: async registry => {
      const digest = await registry.pushBlob('');
      await registry.send('HEAD', `/v2/{}/blobs/${digest}`);
      await registry.send('GET', `/v2/{}/blobs/${digest}`, {
        compareBody: true,
      });
    },
  },
  {
    name: 'deleting a blob',
    run: async registry => {
      const digest = await registry.pushBlob('to be deleted');
      await registry.send('DELETE', `/v2/{}/blobs/${digest}`);
      await registry.send('GET', `/v2/{}/blobs/${digest}`);
      await registry.send('DELETE', `/v2/{}/blobs/${digest}`);
    },
  },
  {
    name: 'methods that an endpoint does not have',
    run: async registry => {
      await registry.send('PUT', `/v2/{}/blobs/${ABSENT}`);
      await registry.send('POST', '/v2/{}/manifests/1.0.0');
      await registry.send('DELETE', '/v2/{}/tags/list');
      await registry.send('GET', '/v2/{}/blobs/uploads/');
    },
  },
];
