/** Environment that an object delivers to. @internal */
export const LABEL_ENVIRONMENT = 'waybill.dev/environment';

/** Model that an object is for. @internal */
export const LABEL_MODEL = 'waybill.dev/model';
