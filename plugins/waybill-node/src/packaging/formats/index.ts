export * from './layoutModelcar';
export { planManifestsArtifact } from './planManifestsArtifact';
export * from './planHelmChart';
export type { ManifestFile } from './manifestsLayer';
export * from './layoutArtifact';
export { layoutModelKit } from './layoutModelKit';
export type { KitfileLayout, ModelKitOptions } from './layoutModelKit';
export * from './layoutModelPack';
