/** The mark: five stops of a route that read as a W, the last one reached. */
export const WaybillMark = () => (
  <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <path
      d="M5 8 10.5 23 16 12 21.5 23 27 8"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
    <g fill="currentColor">
      <circle cx="5" cy="8" r="2.6" />
      <circle cx="10.5" cy="23" r="2.6" />
      <circle cx="16" cy="12" r="2.6" />
      <circle cx="21.5" cy="23" r="2.6" />
    </g>
    <circle cx="27" cy="8" r="3.4" fill="#5eead4" />
  </svg>
);
