import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventRecorder } from '../EventRecorder';
import type { Player, PlayerContext } from '../PlayerContext';
import { ArtifactStore } from './artifacts/ArtifactStore';
import { KustomizationController } from './kustomization/KustomizationController';
import { GitFetcher } from './sources/GitFetcher';
import { OciFetcher } from './sources/OciFetcher';
import { SourceController } from './sources/SourceController';

/** Plays Flux: source-controller for Git and OCI sources, and kustomize-controller. */
export function startFlux(
  context: PlayerContext,
  options: {
    registry: { url: string; host: string };
    cacheDir?: string;
    clusterName: string;
  },
): Player {
  const { client, now } = context;
  const cacheDir = path.join(
    options.cacheDir ?? path.join(tmpdir(), 'waybill-sandbox-git'),
    options.clusterName,
  );
  const artifacts = new ArtifactStore();
  const recorder = (component: string) =>
    new EventRecorder({ client, now, component });
  const sourceEvents = recorder('source-controller');
  const players: Player[] = [
    new SourceController(context, {
      fetcher: new GitFetcher(cacheDir),
      artifacts,
      events: sourceEvents,
    }),
    new SourceController(context, {
      fetcher: new OciFetcher(client, options.registry),
      artifacts,
      events: sourceEvents,
    }),
    new KustomizationController(context, {
      artifacts,
      events: recorder('kustomize-controller'),
    }),
  ];
  return { stop: () => players.forEach(player => player.stop()) };
}
