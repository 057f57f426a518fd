// `yarn bench:package`: the command beside the formats' own tools, on the same files and the same registry.
import { runTask } from '../portal/runTask.mjs';

await runTask('the package benchmark', 'bench/src/main.ts');
