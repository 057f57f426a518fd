import type { ModelOverview } from '@waybill/backstage-plugin-waybill-common';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  anOverview,
  aPlacement,
  BROKEN,
  minutesAgo,
} from '../../__fixtures__/overviews';
import {
  environment,
  renderTab,
  signalsByHand,
} from '../../__testUtils__/renderTab';

describe('WaybillTab over time', () => {
  describe('when something changes', () => {
    it('asks again on a signal of its repository and announces the change', async () => {
      const signals = signalsByHand();
      const getModelOverview = jest
        .fn<Promise<ModelOverview>, []>()
        .mockResolvedValueOnce(anOverview({ placements: [aPlacement()] }))
        .mockResolvedValue(
          anOverview({ placements: [BROKEN.Failed.placement()] }),
        );
      renderTab({ getModelOverview }, { signals });
      await environment('Production');
      expect(screen.getByText('Listening for changes')).toBeInTheDocument();

      signals.send({
        type: 'placement-changed',
        repository: '127.0.0.1:5100/models/iris',
      });

      expect(
        await screen.findByRole('button', { name: /first broken hop/ }),
      ).toBeInTheDocument();
      await waitFor(() =>
        expect(
          screen.getByRole('status', { name: 'Changes' }),
        ).toHaveTextContent(
          /^Production: Stopped at 'ready': The runtime cannot load/,
        ),
      );
    });

    it('does not ask on a signal of another repository', async () => {
      const signals = signalsByHand();
      const getModelOverview = jest.fn(async () => anOverview());
      renderTab({ getModelOverview }, { signals });
      await environment('Production');

      jest.useFakeTimers();
      signals.send({
        type: 'placement-changed',
        repository: '127.0.0.1:5100/models/other',
      });
      await act(() => jest.advanceTimersByTimeAsync(5_000));
      jest.useRealTimers();

      expect(getModelOverview).toHaveBeenCalledTimes(1);
    });
  });

  describe('when the backend fails', () => {
    it('says so where nothing is known yet, and asks again on demand', async () => {
      const getModelOverview = jest
        .fn<Promise<ModelOverview>, []>()
        .mockRejectedValueOnce(new Error('Service Unavailable.'))
        .mockResolvedValue(anOverview());
      renderTab({ getModelOverview });

      expect(await screen.findByRole('alert')).toHaveTextContent(
        /could not be read.*Service Unavailable\..*log of the Waybill backend/,
      );
      await userEvent.click(screen.getByRole('button', { name: 'Try now' }));

      expect(await environment('Production')).toBeInTheDocument();
      expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    });

    it('keeps what is known and shows how old it is', async () => {
      const signals = signalsByHand();
      const getModelOverview = jest
        .fn<Promise<ModelOverview>, []>()
        .mockResolvedValueOnce(anOverview({ asOf: minutesAgo(0) }))
        .mockRejectedValue(new Error('Gateway Timeout.'));
      renderTab({ getModelOverview }, { signals });
      await environment('Production');

      signals.send({
        type: 'placement-changed',
        repository: '127.0.0.1:5100/models/iris',
      });

      expect(await screen.findByRole('alert')).toHaveTextContent(
        /Not up to date: this is what was known just now.*Gateway Timeout\./,
      );
      expect(await environment('Production')).toBeInTheDocument();
      expect(
        screen.queryByText('Listening for changes'),
      ).not.toBeInTheDocument();
    });
  });
});
