export * from './admissionPolicy';
export { globToRegExp } from './patterns';
export * from './kyverno/kyvernoTypes';
export { buildKyvernoPolicies } from './kyverno/imageValidatingPolicy';
export * from './fluxVerify';
