import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { WaybillMark } from './WaybillMark';
import styles from './SidebarLogo.module.css';

export const SidebarLogo = () => {
  const { isOpen } = useSidebarOpenState();

  return (
    <div
      className={styles.root}
      style={{ height: 3 * sidebarConfig.logoHeight }}
    >
      <Link to="/" underline="none" className={styles.link} aria-label="Home">
        <span
          className={styles.mark}
          style={{ width: sidebarConfig.drawerWidthClosed }}
        >
          <WaybillMark />
        </span>
        {isOpen && <span className={styles.name}>Waybill</span>}
      </Link>
    </div>
  );
};
