import type { RequestErrorCode } from '@imbachat/sdk'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useLaterFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'

export function OpeningProblem(props: { code: RequestErrorCode; back: () => void }) {
  const { frame, say } = useLaterFrame()
  const wayBack = useRef<HTMLButtonElement>(null)

  useLayoutEffect(() => {
    if (frame.takesFocus()) wayBack.current?.focus()
  }, [])

  return (
    <div class="blank" role="alert">
      <Icon name="alert" />
      <p class="blank-title">{say.couldNotOpen}</p>
      <p>{say.errors[props.code]}</p>
      <button type="button" class="button primary way-back" ref={wayBack} onClick={props.back}>
        {say.backToList}
      </button>
    </div>
  )
}
