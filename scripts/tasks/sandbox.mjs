// `yarn sandbox [start|reset|break|mend|status]`: the sandbox alone, without the portal.
import { runTask } from '../portal/runTask.mjs';

await runTask('the sandbox', 'packages/sandbox/src/cli.ts');
