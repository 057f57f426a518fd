// Writes examples/generated anew: node scripts/run-ts.mjs plugins/waybill-node/src/modelRepository/__testUtils__/writeExamples.ts
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { buildModelRepository } from '../buildModelRepository';
import { GENERATED_EXAMPLES } from './generatedExamples';
import { writeRepository } from './writeRepository';

async function main(): Promise<void> {
  const target = process.argv[2] ?? path.resolve('examples', 'generated');
  for (const [name, input] of Object.entries(GENERATED_EXAMPLES)) {
    const folder = path.join(target, name);
    await rm(folder, { recursive: true, force: true });
    await writeRepository(folder, await buildModelRepository(input));
    console.log(`Wrote ${folder}`);
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
