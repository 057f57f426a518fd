export interface Config {
  waybill?: {
    /**
     * Whether the portal runs on the sandbox. Pages then say that what they show is a demonstration.
     *
     * @visibility frontend
     */
    isSandbox?: boolean;
  };
}
