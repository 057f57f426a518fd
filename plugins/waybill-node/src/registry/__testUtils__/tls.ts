import { readFileSync } from 'node:fs';
import path from 'node:path';

const fixtures = path.join(__dirname, '../../clusters/__fixtures__');

/** A certificate for 127.0.0.1 that signs itself. */
export const tls = {
  cert: readFileSync(path.join(fixtures, 'tls-test-only.crt'), 'utf8'),
  key: readFileSync(path.join(fixtures, 'tls-test-only.key'), 'utf8'),
};
