/** What the commands run, loaded when it runs: help, version and completion load nothing of it. */
export const lazyCommands = {
  check: () => import('./check/run'),
  completion: () => import('./completion/run'),
  convert: () => import('./convert/run'),
  copy: () => import('./copy/run'),
  diff: () => import('./diff/run'),
  import: () => import('./import/run'),
  inspect: () => import('./inspect/run'),
  pack: () => import('./pack/run'),
  push: () => import('./push/run'),
  unpack: () => import('./unpack/run'),
};

export type Commands = typeof lazyCommands;
