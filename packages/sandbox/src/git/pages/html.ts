/** Text that may stand in a page. Only {@link html} and {@link raw} make it, so nothing gets in unescaped. */
export interface Html {
  readonly markup: string;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character]);
}

type Part = string | number | Html | readonly Html[];

/** Template tag: everything put in is escaped, unless it is markup already. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const render = (part: Part): string => {
    if (typeof part === 'object' && 'markup' in part) return part.markup;
    if (Array.isArray(part)) return part.map(render).join('');
    return escape(String(part));
  };
  const markup = strings.reduce(
    (text, next, i) => text + render(parts[i - 1]) + next,
  );
  return { markup };
}

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1f2328; background: #fff; }
header { border-bottom: 1px solid #d1d9e0; margin-bottom: 1rem; padding-bottom: .5rem; }
header small { color: #59636e; }
a { color: #0550ae; }
pre { background: #f6f8fa; border: 1px solid #d1d9e0; border-radius: 6px; padding: .75rem; overflow: auto; font-size: 13px; line-height: 1.45; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid #d1d9e0; }
@media (prefers-color-scheme: dark) {
  body { color: #f0f6fc; background: #0d1117; } a { color: #4493f8; } header small { color: #9198a1; }
  pre { background: #151b23; border-color: #3d444d; } td, th, header { border-color: #3d444d; }
}`;

/** A whole page. */
export function page(
  title: string,
  trail: readonly { text: string; href: string }[],
  content: Html,
): string {
  const links = trail.map(
    ({ text, href }) => html` / <a href="${href}">${text}</a>`,
  );
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${{ markup: STYLE }}
        </style>
      </head>
      <body>
        <header>
          <a href="/">Waybill sandbox</a>${links}<br /><small
            >A Git remote for demonstration, on this machine only</small
          >
        </header>
        <main>${content}</main>
      </body>
    </html>`.markup;
}
