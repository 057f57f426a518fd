import type { DatasetFacts, PackageFacts } from './PackageFacts';

/** `modelCard` of a CycloneDX 1.6 component: the part of the ML-BOM that other components do not have. */
export function modelCardOf(facts: PackageFacts) {
  const { considerations, metrics } = facts;
  const parameters = {
    ...(facts.task && { task: facts.task }),
    ...(facts.architecture && { modelArchitecture: facts.architecture }),
    ...(facts.datasets.length > 0 && {
      datasets: facts.datasets.map(datasetOf),
    }),
  };
  const uses = {
    ...listed('users', considerations.users),
    ...listed('useCases', considerations.useCases),
    ...listed(
      'technicalLimitations',
      considerations.limitations,
      considerations.outOfScope && `Out of scope: ${considerations.outOfScope}`,
    ),
    ...(considerations.ethics && {
      ethicalConsiderations: [{ name: considerations.ethics }],
    }),
    ...(considerations.environment && {
      environmentalConsiderations: {
        properties: [
          { name: 'waybill:environment', value: considerations.environment },
        ],
      },
    }),
  };
  return {
    ...(Object.keys(parameters).length > 0 && { modelParameters: parameters }),
    ...(metrics.length > 0 && {
      quantitativeAnalysis: {
        performanceMetrics: metrics.map(({ name, value, dataset }) => ({
          type: name,
          value,
          ...(dataset && { slice: dataset }),
        })),
      },
    }),
    ...(Object.keys(uses).length > 0 && { considerations: uses }),
  };
}

function datasetOf({ name, url, description, license }: DatasetFacts) {
  return {
    type: 'dataset',
    name,
    ...((url || license) && {
      contents: {
        ...(url && { url }),
        ...(license && {
          properties: [{ name: 'waybill:license', value: license }],
        }),
      },
    }),
    ...(description && { description }),
  };
}

function listed(key: string, ...texts: readonly (string | undefined)[]) {
  const there = texts.filter(text => text);
  return there.length > 0 ? { [key]: there } : {};
}
