import { useSignal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import { Composer } from './composer.tsx'
import { DialogHeader } from './dialog-header.tsx'
import { useFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'
import type { MembersPanel } from './members-panel.tsx'
import { MessageLog } from './message-log.tsx'
import { type MenuRequest, MessageMenu } from './message-menu.tsx'
import { Problem } from './problem.tsx'
import { RequestBar, RequestHint } from './request-bar.tsx'

interface Props {
  chat: ChatModel
  dialog: DialogModel
  /** null: there is nothing to go back to */
  back: (() => void) | null
}

export function Dialog({ chat, dialog, back }: Props) {
  const { say } = useFrame()
  const Members = useSignal<typeof MembersPanel | null>(null)
  const noMembers = useSignal(false)
  const menu = useSignal<MenuRequest | null>(null)
  const room = dialog.room.value

  /** Few look at it: it is fetched when they do. */
  function showMembers() {
    noMembers.value = false
    import('./members-panel.tsx').then(
      (script) => {
        Members.value = script.MembersPanel
      },
      () => {
        noMembers.value = true
      },
    )
  }

  return (
    <section class="dialog">
      <DialogHeader chat={chat} dialog={dialog} back={back} showMembers={showMembers} />
      {noMembers.value && <Problem text={say.couldNotLoad} retry={showMembers} />}
      <div class="log-pane">
        <MessageLog
          dialog={dialog}
          label={say.messages}
          openMenu={(request) => {
            menu.value = request
          }}
        />
        <ToBottom dialog={dialog} />
      </div>
      {dialog.actionProblem.value && <Problem text={say.errors[dialog.actionProblem.value]} />}
      {room.state === 'invited' || dialog.writeBlock.value ? (
        <RequestBar chat={chat} room={room} block={dialog.writeBlock.value} />
      ) : (
        <>
          {room.state === 'requested' && <RequestHint room={room} />}
          <Composer dialog={dialog} />
        </>
      )}
      {Members.value && (
        <Members.value
          chat={chat}
          dialog={dialog}
          left={back ?? (() => {})}
          close={() => {
            Members.value = null
          }}
        />
      )}
      {menu.value && (
        <MessageMenu
          dialog={dialog}
          request={menu.value}
          close={() => {
            menu.value = null
          }}
        />
      )}
    </section>
  )
}

function ToBottom({ dialog }: { dialog: DialogModel }) {
  const { phrases, say } = useFrame()
  if (!dialog.loaded.value || (dialog.atBottom.value && dialog.followsNewest.value)) return null
  const fresh = dialog.newBelow.value
  return (
    <button type="button" class={`to-bottom ${fresh > 0 ? 'fresh' : ''}`} onClick={dialog.toBottom}>
      {fresh > 0 ? phrases.count(say.newMessages, fresh) : <span class="sr-only">{say.jumpToLatest}</span>}
      <Icon name="down" />
    </button>
  )
}
