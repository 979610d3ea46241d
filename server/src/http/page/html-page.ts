import { escapeHtml } from '../../escape-html.ts'
import type { PageBundle } from '../assets.ts'
import { inScript } from './in-script.ts'

/**
 * A page of ours around one bundle. `data` is for its script, under the id `imbachat-config`; `text` is shown as text;
 * `mount` is the id of the element that the script draws into.
 */
export function htmlPage(
  title: string,
  bundle: PageBundle,
  { data, text, mount }: { data?: unknown; text?: string; mount?: string },
): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" ' +
      'content="width=device-width,initial-scale=1,viewport-fit=cover,interactive-widget=resizes-content">',
    `<title>${escapeHtml(title)}</title><link rel="icon" href="data:,">`,
    ...bundle.styles.map((path) => `<link rel="stylesheet" href="${path}">`),
    ...bundle.preloads.map((path) => `<link rel="modulepreload" href="${path}">`),
    ...(data === undefined ? [] : [`<script type="application/json" id="imbachat-config">${inScript(data)}</script>`]),
    ...bundle.scripts.map((path) => `<script type="module" src="${path}"></script>`),
    '</head><body>',
    ...(mount === undefined ? [] : [`<div id="${escapeHtml(mount)}"></div>`]),
    ...(text === undefined ? [] : [`<p>${escapeHtml(text)}</p>`]),
    '</body></html>',
  ].join('')
}
