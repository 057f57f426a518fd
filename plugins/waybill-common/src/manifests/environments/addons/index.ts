export * from './buildAddons';
