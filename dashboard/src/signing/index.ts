import { csharp } from './csharp.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import type { SigningLanguage } from './language.ts'
import { node } from './node.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import { ruby } from './ruby.ts'

export { dialogButton, type SigningLanguage, type SigningValues, signedOutSnippet } from './language.ts'

/** In the order of the tabs. */
export const signingLanguages = [php, node, python, ruby, go, csharp, java] as const satisfies SigningLanguage[]
export { talkButton } from './dialog-button.ts'
export { react } from './react.ts'
