export * from './layout';
export * from './ports';
export * from './resetSandbox';
export * from './RunningFile';
export * from './SandboxState';
