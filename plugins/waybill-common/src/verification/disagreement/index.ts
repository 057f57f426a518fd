export * from './OtherVoice';
