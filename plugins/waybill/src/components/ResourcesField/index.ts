export { ResourcesEditor } from './ResourcesEditor';
export { resourcesFormField } from './resourcesFormField';
