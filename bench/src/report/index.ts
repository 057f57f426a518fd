export { describeMachine } from './machine';
export { makeReport, printReport, type Report } from './report';
