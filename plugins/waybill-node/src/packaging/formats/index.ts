export * from './layoutModelcar';
export * from './planManifestsArtifact';
