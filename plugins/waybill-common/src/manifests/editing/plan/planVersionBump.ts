import type { RepositoryFile } from '../../environments/RepositoryFile';
import {
  formatRepository,
  parseRepository,
  shortenDigest,
  validateDigest,
  validateVersion,
} from '../../../reference';
import { EditingError } from '../EditingError';
import {
  isWanted,
  readModels,
  type ReferenceQuery,
} from '../references/findModelReferences';
import type { FoundReference } from '../references/ModelReference';
import type { EnvironmentReading } from '../references/readEnvironments';
import { RepositoryIndex } from '../repository/RepositoryIndex';
import { changeReference, type NewVersion } from './changeReference';
import {
  chooseEnvironment,
  environmentNotFound,
  requireOneTarget,
} from './chooseEnvironment';
import type { EditPlan } from './EditPlan';
import { finishPlan } from './finishPlan';
import { keyOf, type SiteChange, SiteChanges } from './SiteChanges';

/** @public */
export interface VersionBump {
  /** `host/path` of the model's versions. */
  readonly repository: string;
  readonly version: string;
  /** `sha256:<64 hex>` */
  readonly digest: string;
  /** Which environments get it, as the repository calls them; or the place that names the model. */
  readonly target:
    | { readonly environments: readonly string[] }
    | { readonly path: string; readonly line?: number };
  /** Name and namespace of the serving object, where several serve the model. */
  readonly name?: string;
  readonly namespace?: string;
  /** Default `stable`. */
  readonly track?: 'stable' | 'canary';
}

/**
 * The edits that make environments run another version of a model. Only what names the version is written anew: not a
 * byte around it changes. Environments that are not meant are not touched: where they share the value, it is refused.
 *
 * @throws EditingError, InvalidReferenceError
 * @public
 */
export function planVersionBump(
  files: readonly RepositoryFile[],
  bump: VersionBump,
): EditPlan {
  const repository = formatRepository(parseRepository(bump.repository));
  const wanted: NewVersion = {
    version: validateVersion(bump.version),
    digest: validateDigest(bump.digest),
  };
  const index = new RepositoryIndex(files);
  const query = {
    repository,
    ...(bump.name !== undefined && { name: bump.name }),
    ...(bump.namespace !== undefined && { namespace: bump.namespace }),
  };
  const readings = readModels(index, query);
  const chosen = chooseTargets(readings, bump, query);
  const changes = new SiteChanges();
  const shared = versionsOfOthers(readings, chosen.readings);
  const kept = new Set<string>();
  for (const found of chosen.found) {
    if (found.refusal) throw new EditingError(found.refusal);
    const versions = found.versions.filter(leaf => {
      const site = leaf.parts[0]?.site;
      const isOwn = !site || (!site.refusal && !shared.has(keyOf(site)));
      if (!isOwn && site.value !== wanted.version) {
        kept.add(
          `${site.path}:${site.line} says version ${site.value.slice(
            0,
            40,
          )} to other environments as well, and stays as it is`,
        );
      }
      return isOwn;
    });
    changeReference({ ...found, versions }, wanted, changes);
  }
  const finished = changes.finish();
  refuseSharing(readings, chosen.readings, finished, query);
  return finishPlan(
    index,
    finished,
    [...new Set(chosen.readings.map(({ name }) => name))],
    [...notesOf(chosen, wanted), ...kept],
  );
}

interface Chosen {
  readonly readings: readonly EnvironmentReading[];
  readonly found: readonly FoundReference[];
}

function chooseTargets(
  readings: readonly EnvironmentReading[],
  { target, track = 'stable' }: VersionBump,
  query: ReferenceQuery,
): Chosen {
  const foundIn = (reading: EnvironmentReading) =>
    reading.found.filter(
      found => isWanted(found, query) && found.reference.track === track,
    );
  if ('path' in target) {
    const isThere = ({ reference }: FoundReference) =>
      reference.path === target.path &&
      (target.line === undefined || reference.line === target.line);
    const own = readings.filter(reading => foundIn(reading).some(isThere));
    const found = own.flatMap(foundIn).filter(isThere);
    requireOneTarget(found, target.path, own.flatMap(allRefusals));
    return { readings: own, found };
  }
  const chosen = target.environments.map(environment => {
    const candidates = chooseEnvironment(
      readings.map(reading => ({ ...reading, found: foundIn(reading) })),
      environment,
    );
    const [first] = candidates;
    if (!first) throw environmentNotFound(readings, environment);
    const blocking = candidates.flatMap(candidate => candidate.blocking);
    if (blocking.length > 0) {
      throw new EditingError(blocking[0], blocking.slice(1));
    }
    const found = candidates.flatMap(candidate => candidate.found);
    const what = `The environment '${environment}'`;
    requireOneTarget(found, what, candidates.flatMap(allRefusals));
    return {
      readings: candidates.map(candidate => ({
        ...candidate,
        name: environment,
      })),
      found,
    };
  });
  return {
    readings: chosen.flatMap(choice => choice.readings),
    found: chosen.flatMap(choice => choice.found),
  };
}

function allRefusals({ blocking, opaque }: EnvironmentReading) {
  return [...blocking, ...opaque];
}

/** What tells people the version in environments that are not meant. */
function versionsOfOthers(
  readings: readonly EnvironmentReading[],
  chosen: readonly EnvironmentReading[],
): Set<string> {
  const ids = new Set(chosen.map(({ id }) => id));
  return new Set(
    readings
      .filter(({ id }) => !ids.has(id))
      .flatMap(({ found }) => found)
      .flatMap(({ versions }) => versions)
      .flatMap(({ parts }) => parts)
      .flatMap(({ site }) => (site ? [keyOf(site)] : [])),
  );
}

/** A value in a base is that of all its environments. */
function refuseSharing(
  readings: readonly EnvironmentReading[],
  chosen: readonly EnvironmentReading[],
  changes: readonly SiteChange[],
  query: ReferenceQuery,
): void {
  const changed = new Map(
    changes
      .filter(({ site, after, added }) => site.value !== after || added)
      .map(({ site }) => [keyOf(site), site] as const),
  );
  const ids = new Set(chosen.map(({ id }) => id));
  for (const reading of readings) {
    if (ids.has(reading.id)) continue;
    for (const found of reading.found) {
      const part = found.parts.find(
        ({ site }) => site && changed.has(keyOf(site)),
      );
      if (!part?.site) continue;
      throw new EditingError({
        code: 'SHARED_VALUE',
        path: part.site.path,
        line: part.site.line,
        message: `The environment '${reading.name}' (${reading.root.title}) takes the model of ${query.repository} from here as well, and would change too: name it as well, or pin the model in each environment's own folder`,
      });
    }
  }
}

function notesOf({ readings, found }: Chosen, { digest }: NewVersion) {
  const notes = new Set<string>();
  for (const { reference } of found) {
    if (reference.digest === undefined) {
      notes.add(
        `${reference.path}:${
          reference.line
        } named the model by tag; now it is pinned to ${shortenDigest(digest)}`,
      );
    }
  }
  for (const { isAssumed, name, root } of readings) {
    if (isAssumed) {
      notes.add(
        `Nothing in the repository says who applies ${root.place.path}, which is taken for the environment '${name}'`,
      );
    }
  }
  return [...notes];
}
