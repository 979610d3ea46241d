import type { RequestErrorCode } from '@imbachat/sdk'
import { Problem } from './problem.tsx'
import { useLaterContext } from './view-context.ts'

/** What the server refused, in the reader's language. */
export function ErrorProblem({ code, dismiss }: { code: RequestErrorCode; dismiss?: () => void }) {
  const { say } = useLaterContext()
  return <Problem text={say.errors[code]} {...(dismiss && { dismiss })} />
}
