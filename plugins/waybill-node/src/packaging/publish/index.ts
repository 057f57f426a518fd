export { pushPackage } from './pushPackage';
export type { PushOptions, PushResult } from './pushPackage';
export { filesOf, sealPackage } from './sealPackage';
export type { SealOptions } from './sealPackage';
export { publishPackage } from './publishPackage';
export type { PublishOptions, PublishResult } from './publishPackage';
export { FileDigestCache } from './DigestCache';
export type { DigestCache } from './DigestCache';
