export { ProblemAlerts } from './ProblemAlerts';
