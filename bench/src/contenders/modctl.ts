import type { Bench } from '../Bench';
import { line } from '../measuring';
import type { Pusher, PushJob, Unpacker } from './Contender';

function modctl(
  { tools }: Bench,
  home: string,
  ...args: readonly string[]
): string {
  return line(
    tools.path('modctl'),
    ...args,
    '--storage-dir',
    `${home}/modctl`,
    '--log-dir',
    `${home}/logs`,
    '--no-progress',
  );
}

function build({ bench, model, reference, home }: PushJob, ...args: string[]) {
  return modctl(
    bench,
    home,
    'build',
    '-t',
    reference,
    '-f',
    model.modelfile,
    ...args,
    model.folder,
  );
}

export const modctlPush: Pusher = {
  name: 'modctl build + push',
  format: 'modelpack',
  push: job => [
    build(job),
    modctl(job.bench, job.home, 'push', job.reference, '--plain-http'),
  ],
};

/** Nothing staged: modctl's fastest way. */
export const modctlRemotePush: Pusher = {
  name: 'modctl build --output-remote',
  format: 'modelpack',
  push: job => [build(job, '--output-remote', '--plain-http')],
};

export const modctlUnpack: Unpacker = {
  name: 'modctl pull --extract-from-remote',
  format: 'modelpack',
  unpack: ({ bench, reference, home, target }) => [
    modctl(
      bench,
      home,
      'pull',
      reference,
      '--plain-http',
      '--extract-from-remote',
      '--extract-dir',
      target,
    ),
  ],
};
