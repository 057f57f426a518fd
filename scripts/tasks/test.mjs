// `npm test`: every check that needs nothing but this checkout. Ends with one line `N passed, N failed` over all
// runners; exits non-zero on any failure, and where no test ran.
import process from 'node:process';
import { CHECKS } from '../checks/checks.mjs';

const only = process.argv.slice(2);
const unknown = only.filter(name => !CHECKS.some(check => check.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no check ${unknown.join(', ')}; there are: ${CHECKS.map(
      check => check.name,
    ).join(', ')}`,
  );
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
for (const check of CHECKS.filter(
  ({ name }) => only.length === 0 || only.includes(name),
)) {
  console.log(`\n── ${check.name}: ${check.what}`);
  const startedAt = Date.now();
  const result = await check.run().catch(error => {
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  // A runner that finds nothing to run has not passed.
  const failed = result.passed + result.failed === 0 ? 1 : result.failed;
  total.passed += result.passed;
  total.failed += failed;
  total.skipped += result.skipped ?? 0;
  rows.push(
    `${failed ? '✗' : '✓'} ${check.name.padEnd(10)} ${String(
      result.passed,
    ).padStart(5)} passed ${String(failed).padStart(3)} failed  ${Math.round(
      (Date.now() - startedAt) / 1000,
    )} s`,
  );
}

console.log(`\n${rows.join('\n')}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${
    total.skipped ? `, ${total.skipped} skipped` : ''
  }`,
);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
