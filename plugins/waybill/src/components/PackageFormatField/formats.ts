import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';

/** What a person is told of a format before choosing it. */
export const FORMATS: Readonly<
  Record<PackageFormat, { readonly title: string; readonly about: string }>
> = {
  modelcar: {
    title: 'Modelcar',
    about: 'An image with the model in it, which KServe runs or mounts.',
  },
  modelkit: {
    title: 'ModelKit',
    about: "KitOps' format, with a Kitfile. Served by kit://.",
  },
  modelpack: {
    title: 'ModelPack',
    about: "CNCF's format for models. Served by kit://.",
  },
  artifact: {
    title: 'Artifact',
    about: 'The files as they are, for tools such as ORAS.',
  },
};

export function isFormat(value: unknown): value is PackageFormat {
  return typeof value === 'string' && Object.hasOwn(FORMATS, value);
}
