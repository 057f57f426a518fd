// `yarn test:interop`: the same jobs with the real programs.
import { runTask } from '../portal/runTask.mjs';

await runTask('the interop suite', 'interop/src/main.ts');
