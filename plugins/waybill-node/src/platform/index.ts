export * from './readKservePlatform';
export type { PlatformGap } from './PlatformReader';
