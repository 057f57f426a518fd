export { CopyError } from './CopyError';
export type { CopyErrorCode, CopyOperation } from './CopyError';
export { planCopy } from './planCopy';
export type {
  CopyPlan,
  CopySource,
  CopyTarget,
  PlanCopyOptions,
} from './planCopy';
export { applyCopy, copyPackage } from './copyPackage';
export type { CopyOptions, CopyResult } from './copyPackage';
export { convertPackage, planConvert } from './convertPackage';
export type {
  ConvertOptions,
  ConvertPlan,
  ConvertResult,
} from './convertPackage';
export { openContents } from './openContents';
export type { OpenContents } from './openContents';
export { reuseLayers } from './reuseLayers';
export type { SignatureTag } from './signatureTags';
