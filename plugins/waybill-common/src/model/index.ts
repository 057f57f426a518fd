export * from './status';
export * from './waybill';
export * from './placement';
export * from './observation';
export * from './annotations';
