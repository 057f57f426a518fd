export * from './GarbageCollector';
export * from './NamespaceLifecycle';
