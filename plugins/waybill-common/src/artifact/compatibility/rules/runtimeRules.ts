import type { CompatibilityFacts } from '../CompatibilityFacts';
import type { CompatibilityQuestion } from '../CompatibilityRule';
import { isBefore } from '../version';

const KSERVE_DOCS = 'kserve/website#736 and KEP-4639 (documentation)';
const CONTAINERD = 'containerd/containerd#11907, #11381 (open)';
const CRIO = 'cri-o/cri-o#8953';

const isContainerd = ({ runtime: { name } }: CompatibilityFacts) =>
  name === 'containerd';
const isCrio = ({ runtime: { name } }: CompatibilityFacts) => name === 'cri-o';
const isRuntimeKnown = (facts: CompatibilityFacts) =>
  (isContainerd(facts) || isCrio(facts)) && facts.runtime.version !== undefined;

type MajorMinor = readonly [major: number, minor: number];

const isOlder = (
  facts: CompatibilityFacts,
  than: { readonly containerd: MajorMinor; readonly crio: MajorMinor },
) =>
  isBefore(
    facts.runtime.version,
    ...(isCrio(facts) ? than.crio : than.containerd),
  );

/** What the container runtime of the nodes can mount. Other modes ask nothing of it that it does not do for any pod. */
export const RUNTIME_QUESTIONS: readonly CompatibilityQuestion[] = [
  {
    dimension: 'runtime',
    modes: ['image-volume'],
    subject: ({ names }) => names.runtime,
    rules: [
      {
        code: 'RUNTIME_UNKNOWN',
        verdict: 'unknown',
        when: 'neither containerd nor CRI-O, or without a version',
        why: 'Which runtime mounts images as volumes depends on its version, and this one is not known.',
        advice:
          'Say it under waybill.environments, or ask the cluster: kubectl get nodes -o wide.',
        matches: facts => !isRuntimeKnown(facts),
      },
      {
        code: 'RUNTIME_TOO_OLD',
        verdict: 'does-not-work',
        when: 'containerd before 2.0 or CRI-O before 1.31',
        why: 'This container runtime cannot mount images as volumes.',
        advice:
          'Upgrade the nodes to containerd 2.1 or CRI-O 1.33, or serve a modelcar by oci://.',
        source: KSERVE_DOCS,
        matches: facts => isOlder(facts, { containerd: [2, 0], crio: [1, 31] }),
      },
      {
        code: 'RUNTIME_UNPROVEN',
        verdict: 'unknown',
        when: 'containerd 2.0, or CRI-O 1.31 and 1.32',
        why: 'Sources disagree about image volumes with a sub path in this version.',
        advice:
          'Try one pod, or upgrade the nodes to containerd 2.1 or CRI-O 1.33.',
        source: KSERVE_DOCS,
        matches: facts => isOlder(facts, { containerd: [2, 1], crio: [1, 33] }),
      },
      {
        code: 'RUNTIME_MOUNTS_IMAGES',
        verdict: 'works',
        when: 'containerd 2.1 or newer, CRI-O 1.33 or newer',
        why: 'This container runtime mounts images as volumes, sub paths too.',
        advice: '',
        source: KSERVE_DOCS,
        matches: isRuntimeKnown,
      },
    ],
  },
  {
    dimension: 'runtime',
    modes: ['image-volume'],
    subject: ({ names }) => `${names.format} as a volume`,
    rules: [
      {
        code: 'IMAGE_MOUNTABLE',
        verdict: 'works',
        when: 'a modelcar, with or without a base image',
        why: 'The folder /models is all that a volume wants: no shell and nothing that runs.',
        advice: '',
        source: 'KServe 0.20, pkg/utils/storage.go',
        matches: ({ package: { format } }) => format === 'modelcar',
      },
      {
        code: 'ARTIFACT_NOT_MOUNTED',
        verdict: 'does-not-work',
        when: 'any other format on containerd',
        why: 'containerd mounts images only: it looks for the diff IDs in an image config, which this format has not got.',
        advice: 'Package the model as modelcar.',
        source: CONTAINERD,
        matches: facts =>
          facts.package.format !== undefined && isContainerd(facts),
      },
      {
        code: 'ARTIFACT_MOUNT_UNPROVEN',
        verdict: 'unknown',
        when: 'any other format on CRI-O or another runtime',
        why: 'Kubernetes leaves it to the runtime whether something that is no image can be mounted, and how its files then lie.',
        advice: 'Package the model as modelcar, or try one pod.',
        source: CRIO,
        matches: ({ package: { format } }) => format !== undefined,
      },
    ],
  },
];
