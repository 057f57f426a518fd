export * from './Signer';
