import type { CompatibilityFacts } from '../CompatibilityFacts';
import type { CompatibilityQuestion } from '../CompatibilityRule';
import { isBefore, isFrom } from '../version';

const SETTINGS = 'KServe 0.20, pkg/types/config.go (ResolveOciModelMode)';
const SHIPPED = 'KServe 0.20, config/configmap/inferenceservice.yaml';
const CONTAINERS =
  'KServe 0.20, pkg/apis/serving/v1alpha1/storage_container_types.go';

/** As KServe resolves it: the explicit mode, else modelcar where a switch is on, else nothing. */
function ociModeOf({ kserve }: CompatibilityFacts): string | undefined {
  if (kserve.ociModelMode) return kserve.ociModelMode;
  if (kserve.enableModelcar || kserve.enableOciModelSupport) return 'modelcar';
  return kserve.enableModelcar === false ? '' : undefined;
}

const takes =
  (prefix: string) =>
  ({ kserve: { storagePrefixes } }: CompatibilityFacts) =>
    storagePrefixes?.some(taken => taken.startsWith(prefix)) === true;

/** Schemes that KServe's own storage initializer takes. */
const BUILT_IN = /^(gs|s3|hdfs|webhdfs|hf|https?|pvc|file|oci(\+\w+)?|kit):/;

const takesAny = ({ kserve: { storagePrefixes } }: CompatibilityFacts) =>
  storagePrefixes?.some(taken => !BUILT_IN.test(taken)) === true;

const settingOff = (facts: CompatibilityFacts) => ociModeOf(facts) === '';

const subject = ({ names }: CompatibilityFacts) => names.kserve;

/** What KServe does with a URI, by its version and settings. */
export const KSERVE_QUESTIONS: readonly CompatibilityQuestion[] = [
  {
    dimension: 'kserve',
    modes: ['modelcar'],
    subject,
    rules: [
      {
        code: 'MODELCAR_TOO_OLD',
        verdict: 'does-not-work',
        when: 'KServe before 0.12',
        why: 'This KServe knows no oci://.',
        advice: 'Upgrade KServe.',
        source: 'kserve/kserve#3110',
        matches: ({ kserve: { version } }) => isBefore(version, 0, 12),
      },
      {
        code: 'OCI_MEANS_IMAGE_VOLUME',
        verdict: 'does-not-work',
        when: 'ociModelMode is native',
        why: 'This KServe mounts oci:// as an image volume and starts no modelcar.',
        advice:
          'Look at what is said of image volumes: they are what oci:// means here.',
        source: SETTINGS,
        matches: facts => ociModeOf(facts) === 'native',
      },
      {
        code: 'MODELCAR_OFF',
        verdict: 'does-not-work',
        when: 'enableModelcar is false and neither ociModelMode nor enableOciModelSupport is set',
        why: 'Models from registries are turned off in the settings of this KServe.',
        advice:
          'Set enableModelcar to true in the ConfigMap inferenceservice-config, key storageInitializer.',
        source: SETTINGS,
        matches: settingOff,
      },
      {
        code: 'MODELCAR_ON',
        verdict: 'works',
        when: 'enableModelcar is true, or enableOciModelSupport is, or ociModelMode is set (not native)',
        why: 'Modelcars are turned on in the settings of this KServe.',
        advice: '',
        source: SETTINGS,
        matches: facts => Boolean(ociModeOf(facts)),
      },
      {
        code: 'KSERVE_VERSION_UNKNOWN',
        verdict: 'unknown',
        when: 'neither version nor settings are known',
        why: 'Whether modelcars are on depends on version and settings of KServe, and both are unknown.',
        advice:
          'Say them under waybill.environments, or ask the cluster: kubectl -n kserve get configmap inferenceservice-config.',
        matches: ({ kserve: { version } }) => version === undefined,
      },
      {
        code: 'MODELCAR_NEEDS_SETTING',
        verdict: 'works-with',
        when: 'KServe 0.12 to 0.19 whose settings are not known',
        why: 'Modelcars are there and off in what these versions ship.',
        advice:
          'Set enableModelcar to true in the ConfigMap inferenceservice-config, key storageInitializer.',
        source: 'kserve/kserve#4315',
        matches: ({ kserve: { version } }) => isBefore(version, 0, 20),
      },
      {
        code: 'MODELCAR_BY_DEFAULT',
        verdict: 'works',
        when: 'KServe 0.20 or newer whose settings are not known',
        why: 'Modelcars are on in what this KServe ships.',
        advice: '',
        source: SHIPPED,
        matches: ({ kserve: { version } }) => isFrom(version, 0, 20),
      },
    ],
  },
  {
    dimension: 'kserve',
    modes: ['image-volume'],
    subject,
    rules: [
      {
        code: 'NATIVE_TOO_OLD',
        verdict: 'does-not-work',
        when: 'KServe before 0.20',
        why: 'oci+native:// came with KServe 0.20.',
        advice: 'Upgrade KServe, or serve a modelcar by oci://.',
        source: 'kserve/kserve#5558',
        matches: ({ kserve: { version } }) => isBefore(version, 0, 20),
      },
      {
        code: 'NATIVE_OFF',
        verdict: 'does-not-work',
        when: 'enableModelcar is false and neither ociModelMode nor enableOciModelSupport is set',
        why: 'Models from registries are turned off in the settings of this KServe, image volumes with them.',
        advice:
          'Set enableOciModelSupport to true in the ConfigMap inferenceservice-config, key storageInitializer.',
        source: SETTINGS,
        matches: settingOff,
      },
      {
        code: 'NATIVE_VERSION_UNKNOWN',
        verdict: 'unknown',
        when: 'the version is not known',
        why: 'oci+native:// came with KServe 0.20, and the version is not known.',
        advice: 'Say it under waybill.environments.',
        source: 'kserve/kserve#5558',
        matches: ({ kserve: { version } }) => version === undefined,
      },
      {
        code: 'NATIVE_TAKEN',
        verdict: 'works',
        when: 'KServe 0.20 or newer',
        why: 'This KServe turns oci+native:// into an image volume.',
        advice: '',
        source:
          'KServe 0.20, pkg/webhook/admission/pod/storage_initializer_injector.go',
        matches: ({ kserve: { version } }) => isFrom(version, 0, 20),
      },
    ],
  },
  {
    dimension: 'kserve',
    modes: ['fetch'],
    subject,
    rules: [
      {
        code: 'FETCH_VERSION_UNPROVEN',
        verdict: 'unknown',
        when: 'KServe newer than 0.20',
        why: 'KServe 0.20 parses oci+fetch:// and does nothing with it; nobody has looked at this newer version.',
        advice: 'Use oci:// or oci+native://.',
        matches: ({ kserve: { version } }) => isFrom(version, 0, 21),
      },
      {
        code: 'FETCH_NOT_IMPLEMENTED',
        verdict: 'does-not-work',
        when: 'KServe up to 0.20',
        why: 'KServe parses oci+fetch:// and refuses it: nothing is behind it yet.',
        advice: 'Use oci:// or oci+native://.',
        source: 'KServe 0.20, pkg/utils/storage.go',
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'kserve',
    modes: ['kit'],
    subject: () => 'the ClusterStorageContainer for kit://',
    rules: [
      {
        code: 'KIT_CONTAINER_PRESENT',
        verdict: 'works',
        when: 'a ClusterStorageContainer takes kit://',
        why: 'The cluster has a storage container for kit://.',
        advice: '',
        source: CONTAINERS,
        matches: takes('kit:'),
      },
      {
        code: 'KIT_CONTAINER_NOT_KNOWN',
        verdict: 'works-with',
        when: 'nobody said which ClusterStorageContainers there are',
        why: 'KServe knows no kit:// of its own: a ClusterStorageContainer brings it.',
        advice:
          "Apply a ClusterStorageContainer with KitOps' image once per cluster.",
        source: CONTAINERS,
        matches: ({ kserve: { storagePrefixes } }) =>
          storagePrefixes === undefined,
      },
      {
        code: 'KIT_CONTAINER_ABSENT',
        verdict: 'does-not-work',
        when: 'no ClusterStorageContainer takes kit://',
        why: 'KServe knows no kit:// of its own, and no ClusterStorageContainer of this cluster brings it.',
        advice: "Apply a ClusterStorageContainer with KitOps' image.",
        source: CONTAINERS,
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'kserve',
    modes: ['storage-container'],
    subject: () => 'the ClusterStorageContainer for the scheme',
    rules: [
      {
        code: 'STORAGE_CONTAINER_PRESENT',
        verdict: 'works',
        when: 'a ClusterStorageContainer takes a scheme that is not one of KServe’s own',
        why: 'The cluster has a storage container for a scheme of its own.',
        advice: '',
        source: CONTAINERS,
        matches: takesAny,
      },
      {
        code: 'STORAGE_CONTAINER_NOT_KNOWN',
        verdict: 'works-with',
        when: 'nobody said which ClusterStorageContainers there are',
        why: 'KServe refuses a scheme that it does not know, unless a ClusterStorageContainer takes it.',
        advice:
          'Apply a ClusterStorageContainer for the scheme once per cluster.',
        source: CONTAINERS,
        matches: ({ kserve: { storagePrefixes } }) =>
          storagePrefixes === undefined,
      },
      {
        code: 'STORAGE_CONTAINER_ABSENT',
        verdict: 'does-not-work',
        when: 'no ClusterStorageContainer takes such a scheme',
        why: 'KServe refuses a scheme that it does not know, and no ClusterStorageContainer of this cluster takes another.',
        advice: 'Apply a ClusterStorageContainer for the scheme.',
        source: CONTAINERS,
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'kserve',
    modes: ['modelcar', 'image-volume', 'kit', 'storage-container'],
    isAsked: ({ kserve: { deploymentMode } }) => deploymentMode !== undefined,
    subject: ({ kserve: { deploymentMode } }) =>
      `deployment mode ${String(deploymentMode).slice(0, 40)}`,
    rules: [
      {
        code: 'DEPLOYMENT_MODE_INJECTS',
        verdict: 'works',
        when: 'Standard or Knative (RawDeployment or Serverless before)',
        why: 'KServe changes the pods of this mode as they are created, whatever creates them.',
        advice: '',
        source: 'KServe 0.20, pkg/webhook/admission/pod/mutator.go',
        matches: ({ kserve: { deploymentMode } }) =>
          ['Standard', 'Knative', 'RawDeployment', 'Serverless'].includes(
            String(deploymentMode),
          ),
      },
      {
        code: 'DEPLOYMENT_MODE_UNPROVEN',
        verdict: 'unknown',
        when: 'ModelMesh or another mode',
        why: 'This mode brings its own way to models, and nobody has proven it with packages from a registry.',
        advice: 'Use the deployment mode Standard or Knative.',
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'kserve',
    modes: ['modelcar', 'image-volume'],
    isAsked: ({ kserve: { consumer } }) => consumer === 'lora-adapter',
    subject: () => 'a LoRA adapter of an LLMInferenceService',
    rules: [
      {
        code: 'LORA_ADAPTER_NOT_FROM_OCI',
        verdict: 'does-not-work',
        when: 'the files are those of a LoRA adapter',
        why: 'LoRA adapters of an LLMInferenceService do not take oci://.',
        advice:
          'Package the adapter with its model, or give it by another scheme.',
        source: 'KServe 0.20, LLMInferenceService v1alpha2',
        matches: () => true,
      },
    ],
  },
];
