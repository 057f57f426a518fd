import type { CompatibilityQuestion } from '../CompatibilityRule';
import { isBefore, isFrom } from '../version';

const CHECK = 'KServe 0.20, pkg/utils/imagevolume.go';

/** Whether Kubernetes can mount an image as a volume, with the sub path that KServe asks for. */
export const KUBERNETES_QUESTIONS: readonly CompatibilityQuestion[] = [
  {
    dimension: 'kubernetes',
    modes: ['image-volume'],
    subject: ({ names }) => names.kubernetes,
    rules: [
      {
        code: 'KUBERNETES_VERSION_UNKNOWN',
        verdict: 'unknown',
        when: 'the version is not known',
        why: 'Image volumes came with Kubernetes 1.31 and are on by default from 1.35, and the version is not known.',
        advice:
          'Say it under waybill.environments, or ask the cluster: kubectl version.',
        source: CHECK,
        matches: ({ kubernetes: { version } }) => version === undefined,
      },
      {
        code: 'IMAGE_VOLUME_ABSENT',
        verdict: 'does-not-work',
        when: 'Kubernetes before 1.31',
        why: 'This Kubernetes has no image volumes.',
        advice:
          'Serve a modelcar by oci://, or upgrade to Kubernetes 1.33 or newer.',
        source: CHECK,
        matches: ({ kubernetes: { version } }) => isBefore(version, 1, 31),
      },
      {
        code: 'IMAGE_VOLUME_WITHOUT_SUB_PATH',
        verdict: 'does-not-work',
        when: 'Kubernetes 1.31 or 1.32 (alpha)',
        why: 'KServe mounts the folder models of the image, and image volumes of this Kubernetes take no sub path.',
        advice:
          'Serve a modelcar by oci://, or upgrade to Kubernetes 1.33 or newer.',
        source: CHECK,
        matches: ({ kubernetes: { version } }) => isBefore(version, 1, 33),
      },
      {
        code: 'IMAGE_VOLUME_OFF',
        verdict: 'does-not-work',
        when: 'the feature gate ImageVolume is off',
        why: 'The feature gate ImageVolume of this cluster is off.',
        advice:
          'Turn on the feature gate ImageVolume at the API server and the kubelets, or serve a modelcar by oci://.',
        source: CHECK,
        matches: ({ kubernetes: { version, isImageVolumeEnabled } }) =>
          isBefore(version, 1, 36) && isImageVolumeEnabled === false,
      },
      {
        code: 'IMAGE_VOLUME_ON',
        verdict: 'works',
        when: 'Kubernetes 1.33 or 1.34 (beta) with the feature gate ImageVolume on',
        why: 'The feature gate ImageVolume is on, and its sub paths work from 1.33.',
        advice: '',
        source: CHECK,
        matches: ({ kubernetes: { version, isImageVolumeEnabled } }) =>
          isBefore(version, 1, 35) && isImageVolumeEnabled === true,
      },
      {
        code: 'IMAGE_VOLUME_NEEDS_GATE',
        verdict: 'works-with',
        when: 'Kubernetes 1.33 or 1.34 (beta) where nobody said how the gate is set',
        why: 'Image volumes are there and off unless somebody turned them on.',
        advice:
          'Turn on the feature gate ImageVolume at the API server and the kubelets.',
        source: CHECK,
        matches: ({ kubernetes: { version } }) => isBefore(version, 1, 35),
      },
      {
        code: 'IMAGE_VOLUME_BY_DEFAULT',
        verdict: 'works',
        when: 'Kubernetes 1.35 (on by default) or newer (stable from 1.36)',
        why: 'Image volumes are on by default.',
        advice: '',
        source: CHECK,
        matches: ({ kubernetes: { version } }) => isFrom(version, 1, 35),
      },
    ],
  },
];
