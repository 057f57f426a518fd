/** What the commands run, loaded when it runs: help, version and completion load nothing of it. */
export const lazyCommands = {
  attest: () => import('./attest/run'),
  check: () => import('./check/run'),
  completion: () => import('./completion/run'),
  convert: () => import('./convert/run'),
  copy: () => import('./copy/run'),
  diff: () => import('./diff/run'),
  import: () => import('./import/run'),
  inspect: () => import('./inspect/run'),
  pack: () => import('./pack/run'),
  push: () => import('./push/run'),
  sign: () => import('./sign/run'),
  unpack: () => import('./unpack/run'),
  verify: () => import('./verify/run'),
};

export type Commands = typeof lazyCommands;
