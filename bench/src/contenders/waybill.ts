import process from 'node:process';
import type { Bench } from '../Bench';
import { line } from '../measuring';
import type { Format, Pusher, Unpacker } from './Contender';

function waybill(bench: Bench, ...args: readonly string[]): string {
  return line(
    process.execPath,
    bench.waybill,
    ...args,
    '--plain-http',
    '--quiet',
  );
}

function kitfileOptions(format: Format, kitfile: string): string[] {
  return format === 'modelkit' || format === 'modelpack'
    ? ['--file', kitfile]
    : [];
}

export function waybillName(verb: 'push' | 'unpack', format: Format): string {
  return `waybill ${verb} ${format}`;
}

function pusher(format: Format): Pusher {
  return {
    name: waybillName('push', format),
    format,
    push: ({ bench, model, reference }) => [
      waybill(
        bench,
        'push',
        model.folder,
        reference,
        '--format',
        format,
        ...kitfileOptions(format, model.kitfile),
      ),
    ],
  };
}

export const WAYBILL_PUSHES: Readonly<Record<Format, Pusher>> = {
  modelkit: pusher('modelkit'),
  modelpack: pusher('modelpack'),
  modelcar: pusher('modelcar'),
  artifact: pusher('artifact'),
};

function unpacker(format: Format): Unpacker {
  return {
    name: waybillName('unpack', format),
    format,
    unpack: ({ bench, reference, target }) => [
      waybill(bench, 'unpack', reference, '--dir', target),
    ],
  };
}

export const WAYBILL_UNPACKS: Readonly<Record<Format, Unpacker>> = {
  modelkit: unpacker('modelkit'),
  modelpack: unpacker('modelpack'),
  modelcar: unpacker('modelcar'),
  artifact: unpacker('artifact'),
};
