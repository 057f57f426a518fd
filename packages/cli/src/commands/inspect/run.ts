import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  describePackage,
  inspectPackage,
  readContents,
  type PackageContents,
  type PackageDescription,
  type PackageSummary,
  type PackagedWeights,
} from '@waybill/backstage-plugin-waybill-node';
import { fileLines } from '../../packages/packageListing';
import { connect } from '../../registry/connect';
import { parseToRead } from '../../registry/references';
import { formatBytes } from '../../terminal/formatBytes';
import { printable } from '../../terminal/printable';
import { table } from '../../terminal/table';
import type { RunCommand } from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface InspectCommandOptions extends OutputOptions, RegistryOptions {
  readonly files?: boolean;
  readonly details?: boolean;
}

/** `waybill inspect`. */
export const run: RunCommand<InspectCommandOptions> = async (
  context,
  [text],
  options,
) => {
  const { signal } = context;
  const { repository, tagOrDigest } = parseToRead(text);
  const client = await connect(context, options, { all: [repository.host] });
  const summary = await inspectPackage(client, repository, tagOrDigest, {
    signal,
  });
  const { digest } = summary.descriptor;
  const contents =
    options.files || options.details
      ? await readContents(client, repository, digest, { signal })
      : undefined;
  const details =
    contents && options.details
      ? await describePackage(client, contents, { signal })
      : undefined;
  const pinnedReference = formatReference({ ...repository, digest });
  return {
    document: {
      command: 'inspect',
      reference: text,
      pinnedReference,
      digest,
      format: summary.format,
      mediaType: summary.descriptor.mediaType,
      sizeBytes: summary.sizeBytes,
      ...(summary.createdAt ? { createdAt: summary.createdAt } : {}),
      annotations: summary.annotations,
      ...(contents && options.files ? contentsDocument(contents) : {}),
      ...(details ? { details } : {}),
    },
    lines: [
      ...summaryLines(pinnedReference, summary),
      ...(details ? detailLines(details) : []),
      ...(contents && options.files ? contentsLines(contents) : []),
    ],
    brief: pinnedReference,
  };
};

function contentsDocument({ layers, files, specials }: PackageContents) {
  return {
    layers: layers.map(({ descriptor, ...layer }) => ({
      ...descriptor,
      ...layer,
    })),
    files: files.map(({ path, sizeBytes, digest, mode, layer }) => ({
      path,
      sizeBytes,
      digest,
      mode,
      layer: layer.digest,
    })),
    links: specials.map(({ path, type, target }) => ({ path, type, target })),
  };
}

function summaryLines(
  pinnedReference: string,
  summary: PackageSummary,
): string[] {
  const annotations = Object.entries(summary.annotations);
  return [
    pinnedReference,
    `Format:  ${summary.format}`,
    `Type:    ${printable(summary.descriptor.mediaType)}`,
    `Size:    ${formatBytes(summary.sizeBytes)}`,
    ...(summary.createdAt ? [`Created: ${summary.createdAt}`] : []),
    ...(annotations.length > 0
      ? [
          '',
          'Annotations:',
          ...table(annotations.map(([key, value]) => [`  ${key}`, value])),
        ]
      : []),
  ];
}

function detailLines(details: PackageDescription): string[] {
  const { licenses, baseImage, parameterCount, weights, kitfileText } = details;
  return [
    '',
    `Licenses:   ${licenses.map(printable).join(', ') || 'none is given'}`,
    ...(baseImage
      ? [
          `Base image: ${printable(
            [baseImage.name, baseImage.digest].filter(Boolean).join('@'),
          )}`,
        ]
      : []),
    ...(parameterCount === undefined
      ? []
      : [`Parameters: ${parameterCount.toLocaleString('en-US')}`]),
    ...weights.map(weightsLine),
    ...(kitfileText
      ? [
          '',
          'Kitfile:',
          ...kitfileText
            .trimEnd()
            .split('\n')
            .map(line => `  ${printable(line)}`),
        ]
      : []),
  ];
}

function weightsLine({ path, header, problem }: PackagedWeights): string {
  const what = header
    ? `${header.format}, ${header.parameterCount.toLocaleString(
        'en-US',
      )} parameters`
    : `header not read: ${problem ?? 'unknown'}`;
  return `  ${printable(path)}: ${printable(what)}`;
}

function contentsLines({ layers, files, specials }: PackageContents): string[] {
  return [
    '',
    `Layers (${layers.length}):`,
    ...table(
      layers.map(({ descriptor, role, isBase }) => [
        `  ${descriptor.digest}`,
        formatBytes(descriptor.size),
        isBase ? 'base image' : role,
        descriptor.mediaType,
      ]),
      { alignRight: [1] },
    ),
    '',
    `Files (${files.length}):`,
    ...fileLines(files),
    ...specials.map(
      ({ path, type }) => `  ${type} ${printable(path)}: is not unpacked`,
    ),
  ];
}
