export * from './layoutModelcar';
export * from './planManifestsArtifact';
export * from './layoutArtifact';
export { layoutModelKit } from './layoutModelKit';
export type { KitfileLayout, ModelKitOptions } from './layoutModelKit';
export * from './layoutModelPack';
