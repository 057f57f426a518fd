import path from 'node:path';
import process from 'node:process';
import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';
import { runSuccessfully } from '../../../../processes';
import type { MatrixModel } from '../matrixModel';
import type { Client, ClientContext, Read, Write } from './Client';

async function waybill(
  { folder, waybillCommand, signal }: ClientContext,
  ...args: readonly string[]
): Promise<void> {
  await runSuccessfully(
    process.execPath,
    [waybillCommand, ...args, '--plain-http', '--quiet'],
    {
      cwd: folder,
      env: { HOME: folder, XDG_CACHE_HOME: folder, NODE_OPTIONS: undefined },
      signal,
    },
  );
}

const write =
  (format: PackageFormat): Write =>
  (context, model, { text }) =>
    waybill(
      context,
      'push',
      model.folder,
      text,
      '--format',
      format,
      ...optionsOf(format, model),
    );

function optionsOf(
  format: PackageFormat,
  { kitfile }: MatrixModel,
): readonly string[] {
  switch (format) {
    case 'modelkit':
    case 'modelpack':
      return ['--file', kitfile];
    case 'artifact':
      return ['--artifact-type', 'application/vnd.example.model'];
    default:
      return [];
  }
}

const read: Read = async (context, { text }) => {
  const target = path.join(context.folder, 'unpacked');
  await waybill(context, 'unpack', text, '--dir', target);
  return target;
};

/** Waybill as a pipeline uses it. */
export const waybillCommandClient: Client = {
  name: 'waybill command',
  write: {
    modelcar: write('modelcar'),
    modelkit: write('modelkit'),
    modelpack: write('modelpack'),
    artifact: write('artifact'),
  },
  read: { modelcar: read, modelkit: read, modelpack: read, artifact: read },
};
