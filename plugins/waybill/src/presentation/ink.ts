import styles from './ink.module.css';

/** Class that sets the inks of a page below it: `--waybill-quiet` for text and `--waybill-hairline` for lines. */
export const inkClass = styles.ink;
