export * from './OtherVoice';
export * from './listOtherVoices';
export * from './trimReport';
export type { OwnVerdicts } from './fluxVoices';
