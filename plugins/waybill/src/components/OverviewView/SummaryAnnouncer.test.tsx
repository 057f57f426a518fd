import { render, screen } from '@testing-library/react';
import { aPlacement, aWaybill, BROKEN } from '../../__fixtures__/overviews';
import { SummaryAnnouncer } from './SummaryAnnouncer';

const inDev = (waybill = aWaybill({}, 'All is well in dev.')) =>
  aPlacement({
    environment: {
      name: 'dev',
      title: 'Development',
      cluster: 'dev',
      namespace: 'models',
    },
    waybill,
  });

describe('SummaryAnnouncer', () => {
  it('is silent when the page opens and while nothing changes', () => {
    const { rerender } = render(
      <SummaryAnnouncer placements={[inDev(), aPlacement()]} />,
    );
    rerender(<SummaryAnnouncer placements={[inDev(), aPlacement()]} />);

    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('names only what has changed', () => {
    const { rerender } = render(
      <SummaryAnnouncer placements={[inDev(), aPlacement()]} />,
    );
    rerender(
      <SummaryAnnouncer placements={[inDev(), BROKEN.Failed.placement()]} />,
    );

    expect(screen.getByRole('status')).toHaveTextContent(
      /^Production: Stopped at 'ready'/,
    );
  });
});
