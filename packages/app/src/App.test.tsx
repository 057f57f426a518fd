import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  const env = process.env;
  afterEach(() => {
    process.env = env;
  });

  it('renders the way in', async () => {
    // What the CLI injects at build time: the app reads its configuration from here.
    const config = [
      {
        context: 'test',
        data: {
          app: { title: 'Test', baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://localhost:7007' },
          auth: { providers: { guest: {} } },
        },
      },
    ];
    process.env = { ...env };
    Object.assign(process.env, { APP_CONFIG: config });

    render(App.createRoot());

    expect(
      await screen.findByRole('button', { name: 'Enter' }),
    ).toBeInTheDocument();
  });
});
