import type { RequestErrorCode } from '@imbachat/sdk'
import { useLaterFrame } from './frame-context.ts'
import { Problem } from './problem.tsx'

/** What the server refused, in the reader's language. */
export function ErrorProblem({ code, dismiss }: { code: RequestErrorCode; dismiss?: () => void }) {
  const { say } = useLaterFrame()
  return <Problem text={say.errors[code]} {...(dismiss && { dismiss })} />
}
