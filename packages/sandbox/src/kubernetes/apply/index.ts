export * from './managedFields';
export * from './serverSideApply';
