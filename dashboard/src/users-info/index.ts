import { csharp } from './csharp.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import { node } from './node.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import { ruby } from './ruby.ts'

export type { UsersInfoCode, UsersInfoValues } from './language.ts'

/** One for each language of the signing code, in the same order. */
export const usersInfoCodes = [php, node, python, ruby, go, csharp, java] as const
