export { startKserve } from './startKserve';
export { injectModelcar } from './predictor';
