import { waybillName } from '../contenders';
import type { Run, Section } from '../Run';
import { HASH, REPUSH } from '../sections';
import { median, pairRatios, type RoundValue } from '../statistics';

interface RatioDefinition {
  readonly name: string;
  readonly section: Section;
  readonly peer: string;
  readonly ours: string;
}

const push = (name: string, ours: string, peer: string): RatioDefinition => ({
  name,
  section: 'push',
  peer,
  ours,
});
const unpack = (name: string, ours: string, peer: string): RatioDefinition => ({
  name,
  section: 'unpack',
  peer,
  ours,
});
const sink = (name: string, ours: string): RatioDefinition => ({
  name,
  section: 'sink',
  peer: HASH,
  ours,
});
const ourPush = {
  modelkit: waybillName('push', 'modelkit'),
  modelpack: waybillName('push', 'modelpack'),
  modelcar: waybillName('push', 'modelcar'),
  artifact: waybillName('push', 'artifact'),
};
const ourUnpack = {
  modelkit: waybillName('unpack', 'modelkit'),
  modelpack: waybillName('unpack', 'modelpack'),
  modelcar: waybillName('unpack', 'modelcar'),
  artifact: waybillName('unpack', 'artifact'),
};

/** All are wall times, peer ÷ ours: above 1 Waybill is faster. */
export const RATIOS: readonly RatioDefinition[] = [
  push('modelkit_push_vs_kit', ourPush.modelkit, 'kit pack + push'),
  push('modelpack_push_vs_modctl', ourPush.modelpack, 'modctl build + push'),
  push(
    'modelpack_push_vs_modctl_remote',
    ourPush.modelpack,
    'modctl build --output-remote',
  ),
  push('modelcar_push_vs_crane', ourPush.modelcar, 'tar + crane append'),
  push('artifact_push_vs_oras', ourPush.artifact, 'oras push'),
  unpack('modelkit_unpack_vs_kit', ourUnpack.modelkit, 'kit unpack'),
  unpack(
    'modelpack_unpack_vs_modctl',
    ourUnpack.modelpack,
    'modctl pull --extract-from-remote',
  ),
  unpack(
    'modelcar_unpack_vs_crane',
    ourUnpack.modelcar,
    'crane export | tar -x',
  ),
  unpack('artifact_unpack_vs_oras', ourUnpack.artifact, 'oras pull'),
  sink('sink_modelkit_push_vs_sha256', ourPush.modelkit),
  sink('sink_modelpack_push_vs_sha256', ourPush.modelpack),
  sink('sink_modelcar_push_vs_sha256', ourPush.modelcar),
  sink('sink_artifact_push_vs_sha256', ourPush.artifact),
  { name: 'repush_vs_hash', section: 'repush', peer: HASH, ours: REPUSH.cold },
];

/** Median of the ratios within each round; those without a pair are left out. */
export function computeRatios(runs: readonly Run[]): Record<string, number> {
  const ratios: Record<string, number> = {};
  for (const { name, section, peer, ours } of RATIOS) {
    const pairs = pairRatios(
      wallTimes(runs, section, peer),
      wallTimes(runs, section, ours),
    );
    if (pairs.length > 0) {
      ratios[name] = median(pairs);
    }
  }
  const sinkRatios = Object.entries(ratios)
    .filter(([name]) => name.startsWith('sink_'))
    .map(([, ratio]) => ratio);
  if (sinkRatios.length > 0) {
    // One word for all formats: the slowest of them.
    ratios.sink_push_vs_sha256 = Math.min(...sinkRatios);
  }
  return ratios;
}

function wallTimes(
  runs: readonly Run[],
  section: Section,
  contender: string,
): RoundValue[] {
  return runs
    .filter(run => run.section === section && run.contender === contender)
    .map(({ round, wallSeconds }) => ({ round, value: wallSeconds }));
}
