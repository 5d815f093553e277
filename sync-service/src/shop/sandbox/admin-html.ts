/** A plain imitation of PrestaShop's back office: what stands around the module's elements. Nothing of it comes from elsewhere. */

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export interface Frame {
  readonly locale: string;
  readonly rtl: boolean;
  readonly title: string;
  readonly employee: string;
  /** What is carried from page to page: language, direction, employee. */
  readonly query: string;
  /** Of the menu entry that is open. */
  readonly current: 'dashboard' | 'customers' | 'offers';
  /** HTML. */
  readonly content: string;
  /** HTML for the head. */
  readonly head: string;
}

const MENU = [
  ['dashboard', 'Dashboard', 'dashboard'],
  ['customers', 'Customers', 'customers'],
  ['offers', 'Group offers', ''],
] as const;

/** Buttons that play what goes wrong in real shops; see `trouble` in `http-admin.ts`. */
const TROUBLES = [
  ['Answers take 2 s', 'slow=2000'],
  ['Next 3 answers fail', 'fail=3'],
  ['Session ends', 'session=over'],
  ['Webservice off', 'webservice=off'],
  ['All is well again', 'well=1'],
] as const;

export function frameHtml({ locale, rtl, title, employee, query, current, content, head }: Frame): string {
  const entry = ([name, label, path]: (typeof MENU)[number]) =>
    `<li><a href="/admin/${path}${escapeHtml(query)}"${name === current ? ' aria-current="page"' : ''}>${label}</a></li>`;
  const trouble = ([label, what]: (typeof TROUBLES)[number]) =>
    `<li><button type="submit" name="what" value="${what}">${label}</button></li>`;
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${rtl ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} • Sandbox</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
${head}
</head>
<body>
<header class="bo-header"><strong>Sandbox</strong><span class="bo-employee">${escapeHtml(employee)}</span></header>
<nav class="bo-menu" aria-label="Menu">
<ul>${MENU.map(entry).join('')}</ul>
<form method="post" action="/admin/trouble" target="bo-trouble"><p>Try what happens when</p><ul>${TROUBLES.map(trouble).join('')}</ul></form>
<iframe name="bo-trouble" title="Answer" hidden></iframe>
</nav>
<main class="bo-main">
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

export function loginHtml(query: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Log in • Sandbox</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body class="bo-login" data-controller="AdminLogin">
<form method="post" action="/admin/login${escapeHtml(query)}">
<h1>Sandbox</h1>
<p>The session is over. Any password will do.</p>
<input type="hidden" name="controller" value="AdminLogin">
<label>Password <input type="password" name="passwd" autocomplete="off"></label>
<button type="submit">Log in</button>
</form>
</body>
</html>
`;
}

/** Stands above the page's element where there is nothing to fill it. */
export const UNBUILT =
  '<section class="bo-card"><p>The page is not built: run <code>npm run build:page</code>, then reload.</p></section>';

export function pictureSvg(product: number): string {
  const hue = (product * 67) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="hsl(${hue} 45% 82%)"/><circle cx="40" cy="36" r="16" fill="hsl(${hue} 45% 45%)"/></svg>`;
}

const STYLE = `
*,*::before,*::after{box-sizing:border-box}
body{margin:0;font:14px/1.5 "Open Sans",Helvetica,Arial,sans-serif;color:#363a41;background:#f1f1f1}
a{color:#25b9d7}
.bo-header{position:fixed;inset-block-start:0;inset-inline:0;z-index:10;height:44px;display:flex;align-items:center;justify-content:space-between;padding-inline:16px;background:#fff;border-block-end:1px solid #d3d8db}
.bo-menu{position:fixed;inset-block:44px 0;inset-inline-start:0;width:210px;overflow:auto;background:#363a41;padding-block:16px;color:#bebebe}
.bo-menu ul{list-style:none;margin:0;padding:0}
.bo-menu a,.bo-menu button{display:block;width:100%;padding:8px 16px;color:#fff;text-decoration:none;font:inherit;text-align:start;background:none;border:0;cursor:pointer}
.bo-menu a:hover,.bo-menu button:hover,.bo-menu a[aria-current]{background:#202226}
.bo-menu form{margin-block-start:32px;border-block-start:1px solid #5a5f69;padding-block-start:12px;font-size:12px}
.bo-menu p{margin:0 16px 4px}
.bo-main{margin-inline-start:210px;padding:60px 16px 32px;min-height:100vh}
.bo-row{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px;align-items:start}
.bo-card{background:#fff;border:1px solid #dbe6e9;border-radius:5px;padding:16px}
.bo-card h2,.bo-card h3{margin-block-start:0}
.bo-card table{border-collapse:collapse;width:100%}
.bo-card td,.bo-card th{border-block-end:1px solid #dbe6e9;padding:8px;text-align:start}
.bo-login form{margin:15vh auto;width:320px;padding:24px;background:#fff;display:grid;gap:16px}
@media (max-width:1023px){.bo-menu{position:static;width:auto;margin-block-start:44px;padding-block:4px}.bo-menu ul{display:flex;flex-wrap:wrap}.bo-menu a,.bo-menu button{width:auto}.bo-menu form{display:none}.bo-main{margin:0;padding:16px 8px}}
`.trim();
