import path from 'node:path';
import { startArgoCd, startControlPlane } from '../../../controlPlane';
import { findRedis } from '../../../tools';
import { SkippedError } from '../../check';
import type { ManifestSection } from '../ManifestSection';
import { argocdChecks } from './argocdChecks';
import { fleetChecks } from './fleetChecks';

/** The real Argo CD delivers what is generated to the real KServe. */
export const argocdSection: ManifestSection = {
  name: 'argocd',
  async run({ tools, runner, folder, crds, log, signal }, keep) {
    const redis = await findRedis(log);
    if (!redis.isAvailable) {
      await runner.runAll([
        {
          name: 'Argo CD delivers models',
          run: async () => {
            throw new SkippedError(redis.reason);
          },
        },
      ]);
      return;
    }
    const home = path.join(folder, 'argocd');
    const plane = keep(
      await startControlPlane({
        folder: path.join(home, 'plane'),
        tools,
        clusters: ['dev'],
        crds,
        log,
        signal,
      }),
    );
    const [cluster] = plane.clusters;
    keep(
      await startArgoCd({
        cluster,
        tools,
        redis: redis.path,
        folder: path.join(home, 'argocd'),
        signal,
      }),
    );
    log(`Argo CD runs (Redis ${redis.version})`);
    await runner.runAll(argocdChecks({ plane, signal }));
    await runner.runAll(fleetChecks({ plane, signal }));
  },
};
