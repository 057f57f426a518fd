export {
  KSERVE_DEFAULT_NAMESPACE,
  KSERVE_SETTINGS_NAME,
} from './platformSettings';
export * from './PlatformDemands';
export * from './PlatformFinding';
export * from './buildPlatformSettingsPatch';
export * from './checkPlatformSettings';
