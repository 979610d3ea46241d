import type { ActionError } from '../core/error-code.ts'
import { useLaterContext } from '../core/view-context.ts'
import { Problem } from './problem.tsx'

/** A refusal of the server, or a failure of the browser's storage, in the reader's language. */
export function ErrorProblem({ code, dismiss }: { code: ActionError; dismiss?: () => void }) {
  const { say } = useLaterContext()
  const text = typeof code === 'object' ? code.reason : code === 'not_stored' ? say.couldNotStore : say.errors[code]
  return <Problem text={text} {...(dismiss && { dismiss })} />
}
