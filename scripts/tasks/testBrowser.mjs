// `yarn test:browser`: the browser test alone.
import process from 'node:process';
import { runBrowserTests } from '../checks/browserTests.mjs';

const { passed, failed } = await runBrowserTests();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
