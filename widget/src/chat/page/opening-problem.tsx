import type { RequestErrorCode } from '@imbachat/sdk'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import type { PageOpening } from '../frame/chat-model.ts'
import { Icon } from '../ui/icons.tsx'

export function OpeningProblem(props: { code: RequestErrorCode; by: PageOpening['by']; back: () => void }) {
  const { frame, say } = useLaterContext()
  const wayBack = useRef<HTMLButtonElement>(null)

  useLayoutEffect(() => {
    if (frame.takesFocus()) wayBack.current?.focus()
  }, [])

  return (
    <div class="blank" role="alert">
      <Icon name="alert" />
      <p class="blank-title">{say.couldNotOpen}</p>
      <p>{props.by === 'link' && props.code === 'room_not_found' ? say.linkNotHere : say.errors[props.code]}</p>
      <button type="button" class="button primary way-back" ref={wayBack} onClick={props.back}>
        {say.backToList}
      </button>
    </div>
  )
}
