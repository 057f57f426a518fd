import {
  formatReference,
  type FileChange,
  type PackageFile,
  type ValueChange,
} from '@waybill/backstage-plugin-waybill-common';
import {
  compareContents,
  readContents,
  type ContentsComparison,
} from '@waybill/backstage-plugin-waybill-node';
import { ExitCode } from '../../errors/exitCodes';
import { connect } from '../../registry/connect';
import { parseToRead } from '../../registry/references';
import { createPaint, type Paint } from '../../terminal/colors';
import { formatBytes } from '../../terminal/formatBytes';
import { printable } from '../../terminal/printable';
import type { RunCommand } from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface DiffCommandOptions extends OutputOptions, RegistryOptions {
  readonly exitCode?: boolean;
}

/** `waybill diff`. */
export const run: RunCommand<DiffCommandOptions> = async (
  context,
  texts,
  options,
) => {
  const { signal, terminal } = context;
  const references = texts.map(parseToRead);
  const client = await connect(context, options, {
    all: references.map(({ repository }) => repository.host),
  });
  const [before, after] = await Promise.all(
    references.map(({ repository, tagOrDigest }) =>
      readContents(client, repository, tagOrDigest, { signal }),
    ),
  );
  const comparison = await compareContents(client, before, after, { signal });
  const [from, to] = [before, after].map(({ repository, descriptor }) =>
    formatReference({ ...repository, digest: descriptor.digest }),
  );
  const isSame =
    comparison.isSame &&
    comparison.kitfile.length === 0 &&
    comparison.annotations.length === 0;
  const paint = createPaint(terminal.stdout, terminal.env);
  return {
    document: {
      command: 'diff',
      before: from,
      after: to,
      isSame,
      counts: comparison.counts,
      files: comparison.files.map(fileDocument),
      kitfile: comparison.kitfile,
      annotations: comparison.annotations,
    },
    lines: isSame
      ? [`${from} and ${to} hold the same`]
      : [`--- ${from}`, `+++ ${to}`, ...differenceLines(comparison, paint)],
    brief: isSame ? 'same' : 'different',
    exitCode: options.exitCode && !isSame ? ExitCode.failed : ExitCode.ok,
  };
};

function fileDocument(change: FileChange) {
  const known = ({ path, sizeBytes, digest }: PackageFile) => ({
    path,
    sizeBytes,
    ...(digest ? { digest } : {}),
  });
  return {
    change: change.change,
    path: change.path,
    ...('file' in change
      ? { [change.change === 'added' ? 'after' : 'before']: known(change.file) }
      : { before: known(change.before), after: known(change.after) }),
  };
}

function differenceLines(
  { files, counts, kitfile, annotations }: ContentsComparison,
  paint: Paint,
): string[] {
  return [
    ...files
      .filter(({ change }) => change !== 'same')
      .map(change => fileLine(change, paint)),
    ...valueLines('Kitfile', kitfile, paint),
    ...valueLines('Annotations', annotations, paint),
    '',
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([change, count]) => `${count} ${change}`)
      .join(', '),
  ];
}

function fileLine(change: FileChange, paint: Paint): string {
  const path = printable(change.path);
  switch (change.change) {
    case 'added':
      return paint('green', `+ ${path}  ${formatBytes(change.file.sizeBytes)}`);
    case 'removed':
      return paint('red', `- ${path}  ${formatBytes(change.file.sizeBytes)}`);
    case 'renamed':
      return paint('yellow', `> ${printable(change.before.path)} -> ${path}`);
    default: {
      const sizes = [change.before, change.after].map(({ sizeBytes }) =>
        formatBytes(sizeBytes),
      );
      const size = sizes[0] === sizes[1] ? sizes[0] : sizes.join(' -> ');
      const sign = change.change === 'unknown' ? '?' : '~';
      return paint('yellow', `${sign} ${path}  ${size}`);
    }
  }
}

function valueLines(
  title: string,
  changes: readonly ValueChange[],
  paint: Paint,
): string[] {
  if (changes.length === 0) return [];
  return ['', `${title}:`, ...changes.map(change => valueLine(change, paint))];
}

function valueLine(
  { place, before, after }: ValueChange,
  paint: Paint,
): string {
  const name = printable(place);
  const [was, is] = [before ?? '', after ?? ''].map(printable);
  if (before === undefined) return paint('green', `+ ${name}: ${is}`);
  if (after === undefined) return paint('red', `- ${name}: ${was}`);
  return paint('yellow', `~ ${name}: ${was} -> ${is}`);
}
