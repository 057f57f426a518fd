export * from './forecastForEnvironment';
