// `yarn start:real`: the portal on a real control plane instead of the sandbox.
import { runTask } from '../portal/runTask.mjs';

await runTask('the real control plane', 'interop/src/startReal.ts');
