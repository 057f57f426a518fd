import * as attest from '../commands/attest/run';
import * as check from '../commands/check/run';
import * as completion from '../commands/completion/run';
import * as convert from '../commands/convert/run';
import * as copy from '../commands/copy/run';
import * as diff from '../commands/diff/run';
import * as importing from '../commands/import/run';
import * as inspect from '../commands/inspect/run';
import type { Commands } from '../commands/lazyCommands';
import * as pack from '../commands/pack/run';
import * as push from '../commands/push/run';
import * as sign from '../commands/sign/run';
import * as unpack from '../commands/unpack/run';
import * as verify from '../commands/verify/run';

/** The commands without `import()`, which jest has for CommonJS only with a flag of Node's. */
export const eagerCommands: Commands = {
  attest: async () => attest,
  check: async () => check,
  completion: async () => completion,
  convert: async () => convert,
  copy: async () => copy,
  diff: async () => diff,
  import: async () => importing,
  inspect: async () => inspect,
  pack: async () => pack,
  push: async () => push,
  sign: async () => sign,
  unpack: async () => unpack,
  verify: async () => verify,
};
