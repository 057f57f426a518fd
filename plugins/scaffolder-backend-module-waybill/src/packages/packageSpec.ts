import {
  formatKitfile,
  formatReference,
  type Kitfile,
  parseKitfile,
  type PackageFormat,
  parseReference,
} from '@waybill/backstage-plugin-waybill-common';
import type { BaseImage } from '@waybill/backstage-plugin-waybill-node';
import { requireRegistry, type WaybillSettings } from '../settings';
import { ShipError } from '../ShipError';

/** The formats, in the order in which a form offers them. */
export const PACKAGE_FORMATS = [
  'modelcar',
  'modelkit',
  'modelpack',
  'artifact',
] as const satisfies readonly PackageFormat[];

/** How files become a package: what two steps have to agree about so that they make the same bytes. */
export interface PackageSpec {
  readonly format: PackageFormat;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of a modelcar; none where it holds the model alone. */
  readonly base?: BaseImage;
  /** Whether the base image is the one that the portal's configuration names, which has a shell. */
  readonly isDefaultBase?: boolean;
  /** Of a ModelKit or ModelPack; drafted from the files where absent. */
  readonly kitfile?: Kitfile;
  readonly artifactType?: string;
}

export interface SpecInput {
  readonly format?: PackageFormat;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly baseImage?: string;
  readonly kitfile?: string;
  readonly artifactType?: string;
}

/** Longest Kitfile that is taken from an input: it is kept in the task. */
export const MAX_KITFILE_LENGTH = 256 * 1024;
const NO_BASE = 'none';
const DEFAULT_ARTIFACT_TYPE = 'application/vnd.waybill.model.v1';

/**
 * @throws InvalidReferenceError, KitfileError
 * @throws ShipError `INVALID_SETTINGS`, `REGISTRY_NOT_CONFIGURED`
 */
export function readSpec(
  input: SpecInput,
  settings: WaybillSettings,
): PackageSpec {
  const format = input.format ?? 'modelcar';
  const annotations = input.annotations ?? {};
  if (format === 'modelcar') {
    return { format, annotations, ...readBase(input.baseImage, settings) };
  }
  if (input.baseImage && input.baseImage !== NO_BASE) {
    throw invalid(
      'baseImage',
      `a ${format} has no base image: leave it out, or choose the format modelcar`,
    );
  }
  if (format === 'artifact') {
    return {
      format,
      annotations,
      artifactType: input.artifactType || DEFAULT_ARTIFACT_TYPE,
    };
  }
  return {
    format,
    annotations,
    ...(input.kitfile && { kitfile: readKitfile(input.kitfile) }),
  };
}

/** What a later step is given, so that it packages the same. */
export function formatSpec(
  spec: PackageSpec,
): Required<Pick<SpecInput, 'format' | 'annotations'>> &
  Omit<SpecInput, 'format' | 'annotations'> {
  const { format, annotations, base, kitfile, artifactType } = spec;
  return {
    format,
    annotations: { ...annotations },
    ...(format === 'modelcar' && {
      baseImage: base ? formatBase(base) : NO_BASE,
    }),
    ...(kitfile && { kitfile: formatKitfile(kitfile) }),
    ...(artifactType && { artifactType }),
  };
}

export function formatBase({ repository, digest }: BaseImage): string {
  return formatReference({ ...repository, digest });
}

function readBase(
  input: string | undefined,
  settings: WaybillSettings,
): Pick<PackageSpec, 'base' | 'isDefaultBase'> {
  const configured = settings.defaults.baseImage;
  const text = input || configured;
  if (!text || text === NO_BASE) return {};
  const { host, path, digest } = parseReference(text);
  if (!digest) {
    throw invalid(
      'baseImage',
      `'${text}' has no digest: give host/path@sha256:…, or the package would not be the same tomorrow`,
    );
  }
  requireRegistry(settings, host);
  return {
    base: { repository: { host, path }, digest },
    isDefaultBase: text === configured,
  };
}

function readKitfile(text: string): Kitfile {
  if (text.length > MAX_KITFILE_LENGTH) {
    throw invalid(
      'kitfile',
      `it is longer than ${MAX_KITFILE_LENGTH} characters`,
    );
  }
  return parseKitfile(text);
}

function invalid(input: string, why: string): ShipError {
  return new ShipError({
    code: 'INVALID_SETTINGS',
    message: `The input '${input}' cannot be used: ${why}`,
  });
}
