/**
 * The chat's scripts. What `main.tsx` imports is the first view; everything else is fetched once the chat is open and
 * the browser idle, or when it is first asked for. What is in a script stands in the file of its name.
 *
 * By themselves come a language's phrases and emoji words, and the tab's own connection, where no worker can have it.
 */
export const SCRIPTS = {
  /** calls, looks and commands of the page */
  page: () => import('./page.ts'),
  /** every view and act that no other script has */
  rest: () => import('./rest.ts'),
  /** parts that the SDK does not need at first; it fetches them itself if they are needed earlier */
  'on-demand': () => import('@imbachat/sdk/on-demand'),
}
