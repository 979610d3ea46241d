/** Values in a language's code. */
export interface SigningValues {
  /** the widget's DEV_ID */
  widget_id: number
  /** the current Secret key, or words that stand for it while it is hidden; letters, digits, `-` and `_` only */
  secretKey: string
  /** where the chat's script is: `https://chat.example/imbachat/v1/7/widget` */
  scriptUrl: string
}

/**
 * The code with which a site in one language creates its users' tokens. It needs nothing but the language's own
 * library, and follows the contract: HS256, `iat`, `exp` and `user_id` and no other claim, base64url without padding.
 */
export interface SigningLanguage {
  id: string
  label: string
  /** where the code is meant to go */
  fileName: string
  /** the function that signs */
  sign(values: SigningValues): string
  /** the page that calls it */
  embed(values: SigningValues): string
}

/** Opens the dialog with a user of the site. An id may have any quote: it stands in a script in an attribute. */
export const dialogButton = (userId: string, label: string): string =>
  `<button onclick="imbaApi.openDialog(${asMarkup(asScript(userId))})">${asMarkup(label)}</button>`

/** A text as JavaScript writes it, in single quotes. No id has a line break. */
const asScript = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** The text escaped for HTML, between tags and in a value in double quotes. */
const asMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** For a page whose visitor is signed out: the chat is loaded without a token. */
export const signedOutSnippet = (scriptUrl: string): string => scriptWith(scriptUrl, '')

/** @param options what `load` is called with, as it stands in the page, without a double quote */
export const scriptWith = (scriptUrl: string, options: string): string =>
  `<script src="${scriptUrl}" async onload="ImbaChat.load(${options})"></script>`
