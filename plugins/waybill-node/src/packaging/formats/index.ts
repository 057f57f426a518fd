export * from './layoutModelcar';
export * from './planManifestsArtifact';
export * from './layoutModelKit';
export * from './layoutModelPack';
