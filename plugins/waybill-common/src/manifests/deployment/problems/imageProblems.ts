import { parseReference } from '../../../reference';
import type {
  DeclarationProblem,
  DeploymentSpec,
  PinnedPackage,
} from '../../declaration';
import { problem, quote } from '../../declaration/problem';
import { problemsOfReference } from '../../declaration/problem';

/** Formats that a way of delivery can take; a package whose format nobody has said is taken for one of them. */
const FORMATS: Readonly<
  Record<DeploymentSpec['delivery'], readonly PinnedPackage['format'][]>
> = {
  image: ['modelcar'],
  'init-container': ['modelkit', 'modelpack'],
  'image-volume': ['modelcar'],
};

/** @internal */
export function listImageProblems(
  spec: DeploymentSpec,
  pinned: PinnedPackage | undefined,
): DeclarationProblem[] {
  if (!Object.hasOwn(FORMATS, spec.delivery)) {
    return [
      problem(
        'INVALID_VALUE',
        'serving.delivery',
        `${quote(spec.delivery)} is no way of delivery: use ${Object.keys(
          FORMATS,
        ).join(', ')}.`,
      ),
    ];
  }
  return [
    ...listPinProblems(spec.image, 'serving.image'),
    ...listPinProblems(spec.unpackImage, 'serving.unpackImage'),
    ...listServerImageProblems(spec),
    ...listUnpackProblems(spec),
    ...listFormatProblems(spec, pinned),
  ];
}

function listPinProblems(
  image: string | undefined,
  field: string,
): DeclarationProblem[] {
  if (image === undefined) return [];
  const problems = problemsOfReference(field, () => parseReference(image));
  if (problems.length > 0 || parseReference(image).digest) return problems;
  return [
    problem(
      'NOT_PINNED',
      field,
      `The image ${quote(
        image,
      )} is named by a tag, which may mean other bytes tomorrow: add its digest, as in ${image.slice(
        0,
        80,
      )}@sha256:….`,
    ),
  ];
}

function listServerImageProblems(spec: DeploymentSpec): DeclarationProblem[] {
  return spec.delivery !== 'image' && spec.image === undefined
    ? [
        problem(
          'MISSING',
          'serving.image',
          'The model comes apart from its server here: give the image of the server, by digest.',
        ),
      ]
    : [];
}

function listUnpackProblems({
  delivery,
  unpackImage,
  isPlainHttp,
}: DeploymentSpec): DeclarationProblem[] {
  if (delivery === 'init-container') {
    return unpackImage === undefined
      ? [
          problem(
            'MISSING',
            'serving.unpackImage',
            'An init container unpacks the model: give an image that holds kit, by digest.',
          ),
        ]
      : [];
  }
  const ignored = (field: string) =>
    problem(
      'IGNORED_FIELD',
      field,
      `Nothing is unpacked with the delivery ${delivery}: leave it out, or use init-container.`,
    );
  return [
    ...(unpackImage === undefined ? [] : [ignored('serving.unpackImage')]),
    ...(isPlainHttp ? [ignored('serving.isPlainHttp')] : []),
  ];
}

function listFormatProblems(
  { delivery, image }: DeploymentSpec,
  pinned: PinnedPackage | undefined,
): DeclarationProblem[] {
  const format = pinned?.format;
  const isPackageUsed = delivery !== 'image' || image === undefined;
  if (!format || !isPackageUsed || FORMATS[delivery].includes(format)) {
    return [];
  }
  return [
    problem(
      'CONFLICT',
      'serving.delivery',
      delivery === 'init-container'
        ? `kit unpacks ModelKits and ModelPacks, and the package is of the format ${format}: use image-volume for an image.`
        : `A package of the format ${format} is no image that a node could ${
            delivery === 'image' ? 'run' : 'mount'
          }: use init-container.`,
    ),
  ];
}
