import type { PackageFormat } from '../../package';
import type { CompatibilityFacts } from '../CompatibilityFacts';
import type { CompatibilityQuestion } from '../CompatibilityRule';

const INJECTION = 'KServe 0.20, pkg/utils/storage.go';
const KITOPS = 'KitOps 1.15, kit unpack';

const is =
  (...formats: PackageFormat[]) =>
  ({ package: { format } }: CompatibilityFacts) =>
    format !== undefined && formats.includes(format);

const isImage = is('modelcar');

const title = ({ names }: CompatibilityFacts) => names.format;

/** Whether a format can be read in a mode at all. */
export const FORMAT_QUESTIONS: readonly CompatibilityQuestion[] = [
  {
    dimension: 'format',
    modes: ['modelcar'],
    subject: title,
    rules: [
      {
        code: 'FORMAT_NOT_AN_IMAGE',
        verdict: 'does-not-work',
        when: 'the package is a ModelKit, a ModelPack or another artifact',
        why: 'KServe runs the package as a container beside the model server, and this format is no image that can be run.',
        advice:
          'Package the model as modelcar, or serve it by kit:// or another storage container.',
        source: INJECTION,
        matches: is('modelkit', 'modelpack', 'artifact'),
      },
      {
        code: 'IMAGE_HAS_ENTRYPOINT',
        verdict: 'does-not-work',
        when: 'a modelcar whose image has an entrypoint',
        why: 'KServe gives the container arguments only: an entrypoint would take them for its own and run something else.',
        advice:
          'Package the model again without an entrypoint, or on a base image that has none.',
        source: INJECTION,
        matches: facts =>
          isImage(facts) && facts.package.hasEntrypoint === true,
      },
      {
        code: 'IMAGE_WITHOUT_SHELL',
        verdict: 'does-not-work',
        when: 'a modelcar without a base image',
        why: 'KServe runs sh, ln, ls and sleep in the package, and it holds the model alone.',
        advice:
          'Package the model on a base image that has a shell (waybill.defaults.baseImage), or mount it as an image volume (oci+native://).',
        source: INJECTION,
        matches: facts => isImage(facts) && facts.package.hasShell === false,
      },
      {
        code: 'IMAGE_WITH_SHELL',
        verdict: 'works',
        when: 'a modelcar on a base image with a shell',
        why: 'The package has the files under /models and the programs that KServe runs in it.',
        advice: '',
        source: INJECTION,
        matches: facts => isImage(facts) && facts.package.hasShell === true,
      },
      {
        code: 'SHELL_UNKNOWN',
        verdict: 'unknown',
        when: 'a modelcar of which nobody knows whether it has a shell',
        why: 'KServe runs sh, ln, ls and sleep in the package, and it is not known whether they are there.',
        advice:
          'Look at the base image of the package, or package the model on one that has a shell.',
        source: INJECTION,
        matches: isImage,
      },
    ],
  },
  {
    dimension: 'format',
    modes: ['modelcar'],
    isAsked: facts =>
      isImage(facts) && facts.package.isWorldReadable !== undefined,
    subject: ({ kserve: { uidModelcar } }) =>
      `files read by user ${uidModelcar ?? 1010}`,
    rules: [
      {
        code: 'FILES_READABLE',
        verdict: 'works',
        when: 'every user may read the files, or the container runs as root',
        why: 'The user that KServe runs the package as can read the files.',
        advice: '',
        source:
          'KServe 0.20, config/configmap/inferenceservice.yaml (uidModelcar)',
        matches: ({ package: { isWorldReadable }, kserve }) =>
          isWorldReadable === true || kserve.uidModelcar === 0,
      },
      {
        code: 'FILES_NOT_READABLE',
        verdict: 'does-not-work',
        when: 'the files are readable by their owner only and uidModelcar is not 0',
        why: 'KServe runs the package and the server as a user that may not read the files.',
        advice:
          'Package the model with files that everybody may read: Waybill writes mode 0644.',
        source:
          'KServe 0.20, config/configmap/inferenceservice.yaml (uidModelcar)',
        matches: ({ package: { isWorldReadable } }) =>
          isWorldReadable === false,
      },
    ],
  },
  {
    dimension: 'format',
    modes: ['modelcar'],
    isAsked: ({ package: { platform }, kubernetes }) =>
      platform !== undefined && kubernetes.platforms.length > 0,
    subject: ({ package: { platform } }) => `an image for ${platform}`,
    rules: [
      {
        code: 'PLATFORM_MATCHES',
        verdict: 'works',
        when: 'all nodes are of the platform of the image',
        why: 'Every node can run the image.',
        advice: '',
        source: INJECTION,
        matches: ({ package: { platform }, kubernetes: { platforms } }) =>
          platforms.every(node => node === platform),
      },
      {
        code: 'PLATFORM_ON_SOME_NODES',
        verdict: 'works-with',
        when: 'some nodes are of another platform',
        why: 'A pod that lands on another node cannot run the image.',
        advice:
          'Give the InferenceService a nodeSelector on kubernetes.io/arch.',
        source: INJECTION,
        matches: ({ package: { platform }, kubernetes: { platforms } }) =>
          platform !== undefined && platforms.includes(platform),
      },
      {
        code: 'PLATFORM_ON_NO_NODE',
        verdict: 'does-not-work',
        when: 'no node is of the platform of the image',
        why: 'No node can run the image.',
        advice:
          'Package the model on a base image for the platform of the nodes.',
        source: INJECTION,
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'format',
    modes: ['kit'],
    subject: title,
    rules: [
      {
        code: 'KIT_READS_MODELKIT',
        verdict: 'works',
        when: 'a ModelKit',
        why: "KitOps' container unpacks ModelKits.",
        advice: '',
        source: KITOPS,
        matches: is('modelkit'),
      },
      {
        code: 'KIT_READS_MODELPACK',
        verdict: 'works',
        when: 'a ModelPack that says where its files belong',
        why: 'kit unpacks a ModelPack whose layers say where their files belong.',
        advice: '',
        source: KITOPS,
        matches: facts =>
          is('modelpack')(facts) && facts.package.hasFilePaths === true,
      },
      {
        code: 'KIT_REFUSES_MODELPACK',
        verdict: 'does-not-work',
        when: 'a ModelPack without file paths, as modctl 0.2 writes it',
        why: 'kit wants the annotation org.cncf.model.filepath on every layer, and this package has not got it.',
        advice: 'Convert the package to a ModelKit.',
        source: KITOPS,
        matches: facts =>
          is('modelpack')(facts) && facts.package.hasFilePaths === false,
      },
      {
        code: 'FILE_PATHS_UNKNOWN',
        verdict: 'unknown',
        when: 'a ModelPack of which nobody knows whether it says where its files belong',
        why: 'kit wants the annotation org.cncf.model.filepath on every layer, and nobody has looked.',
        advice: 'Inspect the package, or convert it to a ModelKit.',
        source: KITOPS,
        matches: is('modelpack'),
      },
      {
        code: 'KIT_READS_NO_OTHER',
        verdict: 'does-not-work',
        when: 'a modelcar or another artifact',
        why: 'kit unpacks ModelKits and ModelPacks and nothing else.',
        advice: 'Convert the package to a ModelKit, or serve it by oci://.',
        source: KITOPS,
        matches: is('modelcar', 'artifact'),
      },
    ],
  },
  {
    dimension: 'format',
    modes: ['storage-container'],
    subject: title,
    rules: [
      {
        code: 'STORAGE_CONTAINER_READS_IT',
        verdict: 'works-with',
        when: 'any format that is known',
        why: 'KServe leaves the download to the container, and whether that reads this format is its own affair.',
        advice:
          'Choose an image that pulls this format and unpacks it to the path that it is given, and try it once.',
        source:
          'KServe 0.20, pkg/apis/serving/v1alpha1/storage_container_types.go',
        matches: is('modelcar', 'modelkit', 'modelpack', 'artifact'),
      },
    ],
  },
  {
    dimension: 'format',
    modes: ['volume', 'bucket'],
    subject: title,
    rules: [
      {
        code: 'NOT_FROM_A_REGISTRY',
        verdict: 'does-not-work',
        when: 'the model is taken from a volume, a bucket or a web server',
        why: 'The server would run other bytes than the package that was signed, and nobody could tell which.',
        advice: 'Serve the package by oci://, pinned by its digest.',
        matches: () => true,
      },
    ],
  },
];
