// `yarn bench:verify`: our verification of signatures beside cosign's, on the same digests and the same registry.
import { runTask } from '../portal/runTask.mjs';

await runTask('the verification benchmark', 'bench/src/verify/main.ts');
