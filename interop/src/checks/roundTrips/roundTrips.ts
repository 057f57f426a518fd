import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Tools } from '../../tools';
import type { Check } from '../check';
import { cosignRoundTrip } from './cosign';
import { craneRoundTrip } from './crane';
import { kitRoundTrip } from './kit';
import { modctlRoundTrip } from './modctl';
import { orasRoundTrip } from './oras';
import type { RegistryUnderTest, RoundTripContext } from './RoundTrip';
import { skopeoRoundTrip } from './skopeo';

const ROUND_TRIPS: Readonly<
  Record<string, (context: RoundTripContext) => Promise<void>>
> = {
  crane: craneRoundTrip,
  oras: orasRoundTrip,
  kit: kitRoundTrip,
  modctl: modctlRoundTrip,
  skopeo: skopeoRoundTrip,
  cosign: cosignRoundTrip,
};

/** Real clients push to and pull from a registry: one check for each client. */
export function roundTripChecks(options: {
  readonly tools: Tools;
  readonly registry: RegistryUnderTest;
  readonly folder: string;
}): Check[] {
  const { tools, registry } = options;
  return Object.entries(ROUND_TRIPS).map(([name, roundTrip]) => ({
    name: `round trip: ${name} and the ${registry.label} registry`,
    run: async () => {
      await fs.mkdir(options.folder, { recursive: true });
      const folder = await fs.mkdtemp(path.join(options.folder, `${name}-`));
      await roundTrip({ tools, registry, folder });
    },
  }));
}
