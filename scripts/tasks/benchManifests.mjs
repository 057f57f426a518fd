// `yarn bench:manifests`: how long it takes to write what is declared of a model.
import { runTask } from '../portal/runTask.mjs';

await runTask('the benchmark of manifests', 'bench/src/manifests/main.ts');
