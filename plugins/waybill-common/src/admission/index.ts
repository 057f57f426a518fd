export * from './admissionForecast';
export * from './admissionInput';
