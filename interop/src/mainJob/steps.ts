import type { Placement } from '@waybill/backstage-plugin-waybill-common';
import { expect, expectEqual } from '../checks/check';
import { SHIP_A_MODEL, SHIP_A_VERSION, SHIP_ANYTHING } from '../portal';
import {
  deleteManifest,
  digestOf,
  manifestsRepository,
  modelRepository,
  pushUnsignedCopy,
} from './artifacts';
import { packModel } from './modelFiles';
import { declareVersion, withdraw } from './modelGit';
import type { PlaceUnderTest } from './PlaceUnderTest';
import {
  describePlacement,
  hopOf,
  isAllCurrent,
  reconcile,
  untilPlacement,
} from './placements';

/** One step of the main job. It leaves the place as the next step expects it. */
export interface JobStep {
  readonly name: string;
  /** Whose page and objects are recorded after the step. */
  readonly model: string;
  run(place: PlaceUnderTest): Promise<void>;
}

const MODEL = 'iris';
const RIDDLE = 'riddle';
const STOP_ANNOTATION = 'serving.kserve.io/stop';
const BEFORE_READY = [
  'published',
  'signed',
  'declared',
  'synced',
  'applied',
] as const;

export const MAIN_JOB: readonly JobStep[] = [
  {
    name: 'a model is shipped with the template and runs',
    model: MODEL,
    run: async place => {
      await ship(place, SHIP_A_MODEL, { name: MODEL, version: '1.0.0' });
      await reconcile(place, 'gitrepository', 'fleet');
      await untilVersionRuns(place, '1.0.0');
    },
  },
  {
    name: 'a new version takes over',
    model: MODEL,
    run: async place => {
      await ship(place, SHIP_A_VERSION, { name: MODEL, version: '1.1.0' });
      await declareVersion(place, MODEL, '1.1.0');
      await reconcile(place, 'ocirepository', MODEL);
      await untilVersionRuns(place, '1.1.0');
    },
  },
  {
    name: 'unsigned manifests are refused and shown as such',
    model: MODEL,
    run: async place => {
      const running = await digestOf(
        place,
        `${modelRepository(place, MODEL)}:1.1.0`,
      );
      await pushUnsignedCopy(place, manifestsRepository(place, MODEL), {
        from: '1.1.0',
        to: '1.2.0',
      });
      await reconcile(place, 'ocirepository', MODEL);
      const { placement } = await untilPlacement(place, MODEL, {
        what: 'the hop synced fails',
        is: seen => hopOf(seen, 'synced')?.status === 'Failed',
      });
      const synced = hopOf(placement, 'synced');
      expect(
        /VerificationError/.test(JSON.stringify(synced)),
        `the hop does not tell that the verification failed: ${JSON.stringify(
          synced,
        )}`,
      );
      expectEqual(placement.waybill.firstBroken, 'synced', 'first broken hop');
      expectEqual(placement.runningDigest, running, 'running digest');
    },
  },
  {
    name: 'without the unsigned manifests all is well again',
    model: MODEL,
    run: async place => {
      await deleteManifest(
        place,
        `${manifestsRepository(place, MODEL)}@${await digestOf(
          place,
          `${manifestsRepository(place, MODEL)}:1.2.0`,
        )}`,
      );
      await reconcile(place, 'ocirepository', MODEL);
      await untilVersionRuns(place, '1.1.0');
    },
  },
  {
    name: 'a service that is stopped is shown as stopped',
    model: MODEL,
    run: async place => {
      await stop(place, true);
      await untilPlacement(place, MODEL, {
        what: 'no pod runs, and the hop ready tells why',
        is: seen =>
          seen.pods.length === 0 && hopOf(seen, 'ready')?.reason === 'Stopped',
      });
    },
  },
  {
    name: 'it starts again',
    model: MODEL,
    run: async place => {
      await stop(place, false);
      await untilVersionRuns(place, '1.1.0');
    },
  },
  {
    name: 'a format that no runtime supports is named as the reason',
    model: RIDDLE,
    run: async place => {
      await ship(place, SHIP_ANYTHING, {
        name: RIDDLE,
        version: '1.0.0',
        modelFormat: 'nobody-knows',
      });
      await reconcile(place, 'gitrepository', 'fleet');
      const { placement } = await untilPlacement(place, RIDDLE, {
        what: 'only the hop ready fails, for want of a runtime',
        is: seen =>
          hopOf(seen, 'ready')?.status === 'Failed' &&
          BEFORE_READY.every(name => hopOf(seen, name)?.status === 'Current'),
      });
      expectEqual(
        hopOf(placement, 'ready')?.reason,
        'NoSupportingRuntime',
        'reason of the hop ready',
      );
      expectEqual(placement.waybill.firstBroken, 'ready', 'first broken hop');
      expectEqual(placement.runningDigest, undefined, 'running digest');
    },
  },
  {
    name: 'a model that leaves the fleet is taken away',
    model: MODEL,
    run: async place => {
      await withdraw(place, MODEL);
      await reconcile(place, 'gitrepository', 'fleet');
      const { placement } = await untilPlacement(place, MODEL, {
        what: 'nothing of it is left',
        is: seen => seen.presence === 'absent' && seen.pods.length === 0,
      });
      expectEqual(placement.runningDigest, undefined, 'running digest');
    },
  },
];

/** As the annotation of KServe does; Flux leaves it alone, since no manifest of its own names it. */
async function stop(place: PlaceUnderTest, isStopped: boolean): Promise<void> {
  await place.kubectl.run([
    'annotate',
    '-n',
    place.namespace,
    `inferenceservice/${MODEL}`,
    isStopped ? `${STOP_ANNOTATION}=true` : `${STOP_ANNOTATION}-`,
  ]);
}

async function ship(
  place: PlaceUnderTest,
  template: string,
  values: {
    readonly name: string;
    readonly version: string;
    readonly modelFormat?: string;
  },
): Promise<void> {
  const tar = await packModel(place.folder, `${values.name}-${values.version}`);
  const { id } = await place.portal.upload(tar);
  await place.portal.runTemplate(template, {
    modelFormat: 'sklearn',
    description: 'Tells the species of an iris',
    license: 'Apache-2.0',
    owner: 'group:default/ml-team',
    environment: place.environment,
    ...values,
    source: `upload:${id}`,
  });
}

/** All seven hops, and the same digest from the registry's tag to the pod. */
async function untilVersionRuns(
  place: PlaceUnderTest,
  version: string,
): Promise<void> {
  const digest = await digestOf(
    place,
    `${modelRepository(place, MODEL)}:${version}`,
  );
  const { overview, placement } = await untilPlacement(place, MODEL, {
    what: `all seven hops are Current with ${digest}`,
    is: seen => isAllCurrent(seen) && seen.runningDigest === digest,
  });
  expectDigest(placement, digest);
  const summary = overview.versions.find(({ tag }) => tag === version);
  expectEqual(summary?.digest, digest, `digest of version ${version}`);
  expectEqual(summary?.verdict.state, 'verified', `verdict of ${version}`);
  expectEqual(overview.problems, [], 'problems of the overview');
}

function expectDigest(placement: Placement, digest: string): void {
  expectEqual(placement.declaredDigest, digest, 'declared digest');
  const holding = placement.pods.filter(
    pod => pod.isReady && pod.modelDigest === digest,
  );
  expect(
    holding.length > 0,
    `no ready pod holds ${digest}:\n${describePlacement(placement)}`,
  );
}
