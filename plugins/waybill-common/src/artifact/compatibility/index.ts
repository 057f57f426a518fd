export type { CompatibilityVerdict } from './verdict';
export * from './storageMode';
export * from './CompatibilityCode';
export * from './CompatibilityInput';
export * from './CompatibilityReport';
export * from './checkCompatibility';
export * from './listCompatibilityRules';
export * from './platformTraits';
export * from './servingNotes';
