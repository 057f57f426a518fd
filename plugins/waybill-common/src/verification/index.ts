export * from './trustPolicy';
export * from './trustDemands';
export * from './predicateTypes';
export * from './verdict';
export * from './signatureMaterial';
export * from './selectPolicies';
export * from './decideVerdict';
export * from './cosignPayloads';
