import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { waybillApiRef, type WaybillApi } from '../api';

/** A dialog with a backend that answers as `api` does. */
export async function renderDialog(
  element: JSX.Element,
  api: Partial<WaybillApi>,
) {
  renderInTestApp(element, { apis: [[waybillApiRef, api]] });
  const dialog = within(await screen.findByRole('dialog'));
  return { user: userEvent.setup(), dialog };
}
