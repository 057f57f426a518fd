export * from './admissionForecast';
export * from './admissionInput';
export { forecastAdmission } from './forecastAdmission';
export { listAdmissionSigners } from './listAdmissionSigners';
export { toCandidateSignatures } from './candidateSignatures';
