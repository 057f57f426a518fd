import {
  buildDeployFiles,
  listDeclarationProblems,
  renderEnvironment,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import type { KubernetesManifest } from '../../../controlPlane';
import {
  ENVIRONMENTS,
  listCombinations,
  type Combination,
} from './combinations';
import { listDeliveries, type DeliveryCase } from './deliveries';
import { DistinctObjects } from './distinctObjects';

/** A declaration that is written. */
export interface WrittenCase {
  readonly combination: Combination;
  readonly files: readonly RepositoryFile[];
  /** What each environment is to get. */
  readonly rendered: Readonly<
    Record<(typeof ENVIRONMENTS)[number], readonly KubernetesManifest[]>
  >;
}

/** A declaration that Waybill refuses, with the codes of why. */
export interface RefusedCase {
  readonly combination: Combination;
  readonly codes: readonly string[];
}

export interface Matrix {
  readonly written: readonly WrittenCase[];
  readonly refused: readonly RefusedCase[];
  readonly deliveries: readonly DeliveryCase[];
  readonly objects: DistinctObjects;
  /** What contradicts itself: refused and written all the same, or the other way round. */
  readonly contradictions: readonly string[];
}

/** Generates everything, without any program. */
export function renderMatrix(): Matrix {
  const written: WrittenCase[] = [];
  const refused: RefusedCase[] = [];
  const contradictions: string[] = [];
  const objects = new DistinctObjects();
  for (const combination of listCombinations()) {
    const { declaration, id } = combination;
    const codes = [
      ...new Set(listDeclarationProblems(declaration).map(({ code }) => code)),
    ];
    const built = attempt(() => buildDeployFiles(declaration));
    if ('error' in built) {
      refused.push({ combination, codes });
      if (codes.length === 0) {
        contradictions.push(`${id} has no problem, and: ${built.error}`);
      }
      continue;
    }
    if (codes.length > 0) {
      contradictions.push(`${id} is written in spite of ${codes.join(', ')}`);
    }
    const rendered = Object.fromEntries(
      ENVIRONMENTS.map(name => [
        name,
        asRead(renderEnvironment(declaration, name)),
      ]),
    ) as WrittenCase['rendered'];
    Object.values(rendered).forEach(list => objects.add(list, id));
    written.push({ combination, files: built.value, rendered });
  }
  const deliveries = listDeliveries();
  deliveries.forEach(({ objects: list, engine, source }) =>
    objects.add(asRead(list), `${engine} from ${source}`),
  );
  return { written, refused, deliveries, objects, contradictions };
}

/** What is written is typed by what is written; what is read may hold anything. */
function asRead(objects: readonly object[]): readonly KubernetesManifest[] {
  return objects as readonly KubernetesManifest[];
}

function attempt<T>(act: () => T): { value: T } | { error: string } {
  try {
    return { value: act() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
