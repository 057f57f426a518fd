import type { CraftedCase } from '../CraftedCase';
import { ATTESTATIONS } from './attestations';
import { CERTIFICATES } from './certificates';
import { ENCODINGS } from './encodings';
import { ENVELOPES } from './envelopes';
import { KEYS } from './keys';
import { LEGACY } from './legacy';
import { LOG_ENTRIES } from './logEntries';
import { MANIFESTS } from './manifests';
import { REGISTRIES } from './registries';
import { SIZES } from './sizes';
import { STATEMENTS } from './statements';
import { TIMESTAMPS } from './timestamps';
import { TRUNCATED } from './truncated';

/** All of them, under the titles that the reference has. */
export const CASES: Readonly<Record<string, readonly CraftedCase[]>> = {
  'Cut off': TRUNCATED,
  'Keys and algorithms': KEYS,
  'What is signed': STATEMENTS,
  'Bundles and envelopes': ENVELOPES,
  Base64: ENCODINGS,
  'Manifests and layers': MANIFESTS,
  'Size and depth': SIZES,
  'The legacy form': LEGACY,
  Certificates: CERTIFICATES,
  'Transparency log': LOG_ENTRIES,
  Timestamps: TIMESTAMPS,
  'Required attestations': ATTESTATIONS,
  Registries: REGISTRIES,
};
