export * from './OtherVoice';
export * from './listOtherVoices';
export * from './trimReport';
export { artifactsOfSource, type OwnVerdicts } from './fluxVoices';
