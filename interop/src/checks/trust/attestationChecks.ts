import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import { expect, expectEqual, type Check } from '../check';
import { writeEmptySigningConfig, type Form } from './signers';
import {
  cosign,
  cosignSucceeds,
  pushModel,
  waybill,
  waybillSucceeds,
  type TrustPlace,
} from './TrustPlace';
import type { KeyFiles, KeyName } from './trustKeys';

/** As the command and cosign call them. */
const TYPES = ['slsaprovenance1', 'cyclonedx', 'spdxjson'] as const;

/** Attestations of ours by cosign in both forms, and of cosign by ours. */
export function attestationChecks(
  place: TrustPlace,
  keys: Readonly<Record<KeyName, KeyFiles>>,
): Check[] {
  const { label } = place.registry;
  const ours = keys["cosign's"];
  const stranger = keys['a stranger'];
  return [
    ...TYPES.map(type => ({
      name: `trust: ${type} attested by waybill, verified by cosign in both forms, ${label}`,
      run: () => attestForCosign(place, type, ours, stranger),
    })),
    ...(['bundle', 'legacy'] as const).map(form => ({
      name: `trust: provenance attested by cosign as ${form}, asked for by waybill, ${label}`,
      run: () => attestForWaybill(place, form, ours, stranger),
    })),
  ];
}

async function attestForCosign(
  place: TrustPlace,
  type: string,
  key: KeyFiles,
  stranger: KeyFiles,
): Promise<void> {
  const reference = await pushModel(place, `attested-${type}`);
  const options = ['--key', key.privateKeyFile];
  await waybillSucceeds(place, 'sign', reference, ...options);
  await waybillSucceeds(
    place,
    'attest',
    reference,
    ...options,
    '--type',
    type,
    ...(type === 'slsaprovenance1'
      ? ['--predicate', await writeProvenance(place)]
      : []),
  );
  for (const form of ['bundle', 'legacy'] as const) {
    const verify = (by: KeyFiles) =>
      cosign(
        place,
        'verify-attestation',
        `--key=${by.publicKeyFile}`,
        `--type=${type}`,
        '--insecure-ignore-tlog',
        `--new-bundle-format=${form === 'bundle'}`,
        reference,
      );
    const right = await verify(key);
    expect(
      right.exitCode === 0,
      `cosign refuses the ${form}: ${right.stderr.slice(-1500)}`,
    );
    const wrong = await verify(stranger);
    expect(
      wrong.exitCode !== 0,
      `cosign accepts the ${form} by a stranger's key`,
    );
  }
}

async function attestForWaybill(
  place: TrustPlace,
  form: Form,
  key: KeyFiles,
  stranger: KeyFiles,
): Promise<void> {
  const reference = await pushModel(place, `cosign-attested-${form}`);
  await waybillSucceeds(place, 'sign', reference, '--key', key.privateKeyFile);
  const ask = async (by: KeyFiles) =>
    JSON.parse(
      (
        await waybill(
          place,
          'verify',
          reference,
          '--key',
          by.publicKeyFile,
          '--require-attestation',
          'slsaprovenance1',
        )
      ).stdout,
    ) as Verdict;
  expectEqual(
    (await ask(key)).reason,
    'AttestationMissing',
    'what waybill says before',
  );
  await cosignSucceeds(
    place,
    'attest',
    `--key=${key.privateKeyFile}`,
    '--type=slsaprovenance1',
    `--predicate=${await writeProvenance(place)}`,
    '--yes',
    ...(form === 'bundle'
      ? [`--signing-config=${await writeEmptySigningConfig(place)}`]
      : [
          '--use-signing-config=false',
          '--tlog-upload=false',
          '--new-bundle-format=false',
        ]),
    reference,
  );
  const { state, attestations } = await ask(key);
  expectEqual(state, 'verified', 'what waybill says after');
  expect(
    attestations.some(one => one.form === form && one.isAccepted),
    `no attestation as ${form} was accepted: ${JSON.stringify(attestations)}`,
  );
  expectEqual(
    (await ask(stranger)).state,
    'untrusted',
    "what waybill says of a stranger's key",
  );
}

async function writeProvenance({ folder }: TrustPlace): Promise<string> {
  const file = path.join(folder, 'provenance.json');
  await fs.writeFile(
    file,
    JSON.stringify({
      buildDefinition: {
        buildType: 'https://example.com/build/v1',
        externalParameters: { source: 'iris' },
        internalParameters: {},
        resolvedDependencies: [],
      },
      runDetails: { builder: { id: 'https://example.com/builder' } },
    }),
  );
  return file;
}
