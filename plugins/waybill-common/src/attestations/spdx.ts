import type { BillOptions } from './cycloneDx';
import { refOf } from './cycloneDx';
import { sha256Hex } from './digestSet';
import { listedFiles } from './listedFiles';
import { nameLicenses } from './licenses';
import type { PackageFacts } from './PackageFacts';

/** An SPDX document; the type says only what callers look at. @public */
export interface SpdxDocument {
  readonly spdxVersion: 'SPDX-2.3';
  readonly dataLicense: 'CC0-1.0';
  readonly SPDXID: 'SPDXRef-DOCUMENT';
  readonly name: string;
  readonly documentNamespace: string;
  readonly comment?: string;
  readonly creationInfo: {
    readonly created: string;
    readonly creators: readonly string[];
  };
  readonly packages: readonly Readonly<Record<string, unknown>>[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
    readonly comment?: string;
  }[];
  readonly hasExtractedLicensingInfos?: readonly {
    readonly licenseId: string;
    readonly name: string;
    readonly extractedText: string;
  }[];
}

const MODEL = 'SPDXRef-model';
const NOTHING_SAID = 'NOASSERTION';
/** SPDX wants to know when; a bill that is the same each time takes this where nobody tells. */
const NO_TIME = '1970-01-01T00:00:00Z';

/**
 * SPDX 2.3 document of a package. Its files stand in it as packages of purpose `FILE`: SPDX 2.3 asks for a SHA-1 of what
 * it calls a file, and a registry knows SHA-256.
 *
 * @public
 */
export function buildSpdx(
  facts: PackageFacts,
  options: BillOptions = {},
): SpdxDocument {
  const licenses = nameLicenses(facts.licenses).map(({ id, name }, index) => ({
    text: name,
    id: id ?? `LicenseRef-${index + 1}`,
  }));
  const unlisted = licenses.filter(({ id }) => id.startsWith('LicenseRef-'));
  const { files: listed, leftOut } = listedFiles(facts.files);
  const files = listed.map(({ path, digest }, index) => ({
    SPDXID: `SPDXRef-file-${index + 1}`,
    name: path,
    packageFileName: path,
    primaryPackagePurpose: 'FILE',
    ...unread(),
    ...checksumOf(digest),
  }));
  const bases = facts.baseModels.map(({ name, digest, url }, index) => ({
    SPDXID: `SPDXRef-base-model-${index + 1}`,
    name,
    primaryPackagePurpose: 'OTHER',
    ...unread(url),
    ...checksumOf(digest),
  }));
  const datasets = facts.datasets.map(({ name, description, url }, index) => ({
    SPDXID: `SPDXRef-dataset-${index + 1}`,
    name,
    primaryPackagePurpose: 'OTHER',
    ...(description && { description }),
    ...unread(url),
  }));
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: facts.name,
    documentNamespace: namespaceOf(facts),
    ...(leftOut > 0 && {
      comment: `The ${leftOut} smallest files of the package are not listed.`,
    }),
    creationInfo: {
      created: new Date(options.timestamp ?? facts.createdAt ?? NO_TIME)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      creators: [
        `Tool: waybill${options.toolVersion ? `-${options.toolVersion}` : ''}`,
      ],
    },
    packages: [
      modelPackage(
        facts,
        licenses.map(({ id }) => id),
      ),
      ...files,
      ...bases,
      ...datasets,
    ],
    relationships: [
      relation('SPDXRef-DOCUMENT', 'DESCRIBES', MODEL),
      ...files.map(({ SPDXID }) => relation(MODEL, 'CONTAINS', SPDXID)),
      ...bases.map(({ SPDXID }) => relation(MODEL, 'DESCENDANT_OF', SPDXID)),
      ...datasets.map(({ SPDXID }) => ({
        ...relation(SPDXID, 'OTHER', MODEL),
        comment: 'The model was trained or evaluated with it.',
      })),
    ],
    ...(unlisted.length > 0 && {
      hasExtractedLicensingInfos: unlisted.map(({ id, text }) => ({
        licenseId: id,
        name: text,
        extractedText: text,
      })),
    }),
  };
}

function modelPackage(facts: PackageFacts, licenses: readonly string[]) {
  return {
    SPDXID: MODEL,
    name: facts.name,
    ...(facts.version && { versionInfo: facts.version }),
    ...(facts.description && { description: facts.description }),
    primaryPackagePurpose: 'OTHER',
    ...unread(),
    licenseDeclared: licenses.join(' AND ') || NOTHING_SAID,
    ...checksumOf(facts.digest),
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: `pkg:oci/${refOf(facts)}`,
      },
    ],
  };
}

/** What SPDX asks of each package, and nobody has looked into. */
function unread(url?: string) {
  return {
    downloadLocation: isUrl(url) ? url : NOTHING_SAID,
    filesAnalyzed: false,
    licenseConcluded: NOTHING_SAID,
    licenseDeclared: NOTHING_SAID,
    copyrightText: NOTHING_SAID,
  };
}

function checksumOf(digest: string | undefined) {
  const checksumValue = sha256Hex(digest);
  return checksumValue
    ? { checksums: [{ algorithm: 'SHA256', checksumValue }] }
    : {};
}

/** Unique for each package, and the same each time. */
function namespaceOf({ repository, digest }: PackageFacts): string {
  return `https://waybill.dev/spdx/${repository
    .split('/')
    .map(encodeURIComponent)
    .join('/')}/${digest.replace(':', '-')}`;
}

function relation(
  spdxElementId: string,
  relationshipType: string,
  relatedSpdxElement: string,
) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

function isUrl(url: string | undefined): url is string {
  return /^(https?|ftp):\/\/[^\s<>"{}|\\^`]+$/.test(url ?? '');
}
