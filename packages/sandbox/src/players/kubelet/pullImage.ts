import type { PlayerTiming } from '../RunningPlayers';
import type { Container } from '../workloads';
import {
  ImagePullError,
  type ImageStore,
  type PulledImage,
} from './ImageStore';
import type { Naps } from './Naps';
import type { PodRecord } from './PodRecord';

const maxBackOffFactor = 8;

/** Pulls a container's image, again and again until it is there. */
export async function pullImage(options: {
  record: PodRecord;
  naps: Naps;
  images: ImageStore;
  timing: PlayerTiming;
  container: Container;
}): Promise<PulledImage> {
  const { record, naps, images, timing, container } = options;
  const { image, name } = container;
  if (!images.isPulled(image)) {
    record.report(
      'Normal',
      'Pulled',
      `Container image "${image}" already present on machine`,
      name,
    );
    return images.pull(image, naps.signal);
  }
  for (let failures = 0; ; failures += 1) {
    try {
      record.report('Normal', 'Pulling', `Pulling image "${image}"`, name);
      await naps.sleep(timing.pullMs);
      const fault = record.fault('pull');
      if (fault) throw new ImagePullError(fault.message ?? notFound(image));
      const pulled = await images.pull(image, naps.signal);
      record.report('Normal', 'Pulled', describe(image, pulled, timing), name);
      return pulled;
    } catch (error) {
      if (!(error instanceof ImagePullError)) throw error;
      await backOff(record, naps, container, { error, failures, timing });
    }
  }
}

function describe(image: string, pulled: PulledImage, timing: PlayerTiming) {
  const took = `${(timing.pullMs / 1000).toFixed(3)}s`;
  return `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${
    pulled.sizeBytes ?? 0
  } bytes.`;
}

function notFound(image: string): string {
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}

/** ErrImagePull first, then ImagePullBackOff until the next try, as a kubelet shows it. */
async function backOff(
  record: PodRecord,
  naps: Naps,
  { name, image }: Container,
  attempt: { error: ImagePullError; failures: number; timing: PlayerTiming },
): Promise<void> {
  const { message } = attempt.error;
  const { backOffMs } = attempt.timing;
  const failed = `Failed to pull image "${image}": ${message}`;
  record.report('Warning', 'Failed', failed, name);
  record.report('Warning', 'Failed', 'Error: ErrImagePull', name);
  record.set(name, { state: { waiting: { reason: 'ErrImagePull', message } } });
  await naps.sleep(backOffMs / 2);
  const pulling = `Back-off pulling image "${image}"`;
  record.report('Normal', 'BackOff', pulling, name);
  record.report('Warning', 'Failed', 'Error: ImagePullBackOff', name);
  const waiting = {
    reason: 'ImagePullBackOff',
    message: `${pulling}: ErrImagePull: ${message}`,
  };
  record.set(name, { state: { waiting } });
  await naps.sleep(
    backOffMs * Math.min(2 ** attempt.failures, maxBackOffFactor),
  );
}
