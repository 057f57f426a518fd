// `yarn bench:editing`: how long it takes to find and change a model in a repository of thousands of files.
import { runTask } from '../portal/runTask.mjs';

await runTask('the editing benchmark', 'bench/src/editing/main.ts');
