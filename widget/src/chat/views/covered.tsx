import { useSafetyFrame } from './safety-frame.ts'

/** In the place of a blocked user's words, until the reader asks for them. */
export function Covered({ uncover }: { uncover: () => void }) {
  const { say } = useSafetyFrame()
  return (
    <span class="covered">
      {say.fromBlocked}
      <button type="button" class="text-button" onClick={uncover}>
        {say.show}
      </button>
    </span>
  )
}
