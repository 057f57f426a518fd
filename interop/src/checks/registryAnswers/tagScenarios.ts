import { CONFIG, imageManifest, LAYER } from './manifests';
import type { Scenario } from './Scenario';

export const tagScenarios: readonly Scenario[] = [
  {
    name: 'the tags of a repository that is not there',
    run: async registry => {
      await registry.send('GET', '/v2/{}/tags/list');
      await registry.send('GET', '/v2/{}/tags/list?n=5');
    },
  },
  {
    name: 'listing tags, whole and in pages',
    run: async registry => {
      await registry.pushBlob(CONFIG);
      await registry.pushBlob(LAYER);
      const image = imageManifest();
      for (const tag of ['b', 'a', '1.0.0', '1.10.0', '1.9.0', 'C']) {
        await registry.pushManifest(tag, image);
      }
      const list = (query: string) =>
        registry.send('GET', `/v2/{}/tags/list${query}`, { compareBody: true });
      await list('');
      await list('?n=2');
      await list('?n=2&last=1.10.0');
      await list('?n=6');
      await list('?n=100');
      await list('?last=a');
      await list('?last=nothing-of-this-name');
      await list('?n=0');
      await list('?n=2&last=zzz');
      await registry.send('GET', '/v2/{}/tags/list?n=-1');
      await registry.send('GET', '/v2/{}/tags/list?n=nonsense');
    },
  },
];
