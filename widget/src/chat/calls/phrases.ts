import type { Group } from '../i18n/group.ts'
import { end } from './phrases/end.ts'
import { group } from './phrases/group.ts'
import { options } from './phrases/options.ts'
import { problems } from './phrases/problems.ts'
import { ring } from './phrases/ring.ts'
import { view } from './phrases/view.ts'

/** The phrases of calls. Each name is of one file alone. */
export const calls = { ...ring, ...view, ...options, ...end, ...problems, group } as const satisfies Group
