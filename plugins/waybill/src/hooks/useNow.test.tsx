import { render, screen } from '@testing-library/react';
import { Age } from '../components/Age';
import { NowProvider } from './useNow';

describe('NowProvider', () => {
  it('tells ages by the clock of the backend, not by that of the browser', () => {
    const receivedAtMs = Date.now();
    // The backend's clock is five hours ahead of this one.
    const asOfMs = receivedAtMs + 5 * 3_600_000;
    const changedAt = new Date(asOfMs - 3 * 60_000).toISOString();

    render(
      <NowProvider
        answer={{ asOf: new Date(asOfMs).toISOString(), receivedAtMs }}
      >
        <Age at={changedAt} prefix="changed " />
      </NowProvider>,
    );

    expect(screen.getByText('changed 3 min ago')).toHaveAttribute(
      'datetime',
      changedAt,
    );
  });

  it('shows no age of what is no moment', () => {
    const { container } = render(<Age at="soon" />);

    expect(container).toBeEmptyDOMElement();
  });
});
