import { readFile, stat } from 'node:fs/promises';
import {
  PredicateType,
  namePredicateType,
} from '@waybill/backstage-plugin-waybill-common';
import {
  attestPackage,
  describePackageForSbom,
  modelCardOf,
  readContents,
  sbomOf,
} from '@waybill/backstage-plugin-waybill-node';
import { version } from '../../../package.json';
import { CliError } from '../../errors/CliError';
import { readAttestationType } from '../../trust/attestationTypes';
import { describeSigner, nameSigner } from '../../trust/describeSigner';
import { openSigner } from '../../trust/openSigner';
import { pipelineProvenance } from '../../trust/pipelineProvenance';
import { resolveSubject, type Subject } from '../../trust/subject';
import {
  resolvePath,
  type CommandContext,
  type RunCommand,
} from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { RegistryOptions } from '../options/registryOptions';
import type { SignerOptions } from '../options/signerOptions';

export interface AttestCommandOptions
  extends OutputOptions,
    RegistryOptions,
    SignerOptions {
  readonly type: string;
  readonly predicate?: string;
  readonly sign?: boolean;
  readonly dryRun?: boolean;
}

/** Readers take no more of a bundle. */
const MAX_PREDICATE_BYTES = 4 * 1024 * 1024;

/** `waybill attest`. */
export const run: RunCommand<AttestCommandOptions> = async (
  context,
  [text],
  options,
) => {
  const { signal } = context;
  const predicateType = readAttestationType(options.type);
  const given = options.predicate
    ? await readPredicate(context, options.predicate)
    : undefined;
  const signer = await openSigner(context, options);
  const subject = await resolveSubject(context, text, options);
  const predicate =
    given ?? (await makePredicate(context, subject, predicateType));
  const { reference, pinnedReference, client, repository, descriptor } =
    subject;
  const about = {
    reference,
    pinnedReference,
    digest: descriptor.digest,
    predicateType,
  };
  const what = namePredicateType(predicateType);
  if (options.dryRun)
    return {
      document: { command: 'attest', status: 'planned', ...about, predicate },
      lines: [
        JSON.stringify(predicate, null, 2),
        '',
        `Dry run: this would be attested of ${pinnedReference} (${what}) with ${nameSigner(
          signer,
        )}; nothing was sent`,
      ],
      brief: pinnedReference,
    };
  const { added, signed } = await attestPackage({
    client,
    repository,
    descriptor,
    predicateType,
    predicate,
    signer,
    sign: options.sign,
    now: new Date(),
    signal,
  });
  const who = await describeSigner(signer, signal);
  return {
    document: {
      command: 'attest',
      status: added.length > 0 ? 'attested' : 'present',
      ...about,
      signer: who.document,
      added,
      signed,
    },
    lines: [
      ...(signed.length > 0
        ? [`Signed ${pinnedReference} with ${who.name}`]
        : []),
      added.length > 0
        ? `Attested ${what} of ${pinnedReference} with ${who.name}`
        : `${pinnedReference} has this ${what} by ${who.name} already: nothing was added`,
    ],
    brief: pinnedReference,
  };
};

async function readPredicate(
  context: CommandContext,
  file: string,
): Promise<object> {
  try {
    const path = resolvePath(context, file);
    const { size } = await stat(path);
    if (size > MAX_PREDICATE_BYTES)
      throw new Error(`more than ${MAX_PREDICATE_BYTES} bytes`);
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value && !Array.isArray(value))
      return value;
    throw new Error('no JSON object');
  } catch (cause) {
    throw new CliError({
      code: 'FILE_UNREADABLE',
      cause,
      message: `The predicate in ${file} cannot be read: it must be a file with a JSON object, of ${MAX_PREDICATE_BYTES} bytes at most.`,
    });
  }
}

async function makePredicate(
  { terminal, signal }: CommandContext,
  { client, repository, descriptor, reference }: Subject,
  predicateType: string,
): Promise<object> {
  if (predicateType === PredicateType.provenance)
    return pipelineProvenance(terminal.env);
  const makers: Readonly<Record<string, (facts: Facts) => object>> = {
    [PredicateType.cyclonedx]: facts =>
      sbomOf(facts, { toolVersion: version }).predicate,
    [PredicateType.spdx]: facts =>
      sbomOf(facts, { format: 'spdx', toolVersion: version }).predicate,
    [PredicateType.modelCard]: facts => modelCardOf(facts).predicate,
  };
  const make = Object.hasOwn(makers, predicateType)
    ? makers[predicateType]
    : undefined;
  if (!make)
    throw new CliError({
      code: 'USAGE',
      message: `Nobody but you knows what ${predicateType} says of ${reference}: give it with --predicate.`,
    });
  const contents = await readContents(client, repository, descriptor.digest, {
    signal,
  });
  return make(await describePackageForSbom(client, contents, { signal }));
}

type Facts = Awaited<ReturnType<typeof describePackageForSbom>>;
