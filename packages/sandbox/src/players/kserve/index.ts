export { admitInferenceServices } from './admitInferenceServices';
export { startKserve } from './startKserve';
export { injectModelcar } from './predictor';
