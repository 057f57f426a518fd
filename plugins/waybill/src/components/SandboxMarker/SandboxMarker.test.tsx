import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { SandboxMarker } from './SandboxMarker';

describe('SandboxMarker', () => {
  it('says that nothing is real on the sandbox', async () => {
    renderInTestApp(<SandboxMarker />, {
      config: { waybill: { isSandbox: true } },
    });

    expect(
      await screen.findByRole('complementary', { name: 'Sandbox' }),
    ).toHaveTextContent('Sandbox: a demonstration, nothing here is real');
  });

  it.each([{ waybill: { isSandbox: false } }, {}])(
    'is absent from a real portal (%j)',
    async config => {
      renderInTestApp(
        <>
          <SandboxMarker />
          <p>page</p>
        </>,
        { config },
      );

      expect(await screen.findByText('page')).toBeInTheDocument();
      expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
    },
  );
});
