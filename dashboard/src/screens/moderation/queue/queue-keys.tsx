import { useId } from 'preact/hooks'
import { Button } from '../../../ui/button.tsx'
import { useModal } from '../../../ui/hooks/use-modal.ts'
import { t } from '../phrases.ts'

const KEYS = [
  ['J K', 'keys_move'],
  ['D', 'dismiss'],
  ['P', 'publish'],
  ['X', 'delete'],
  ['W', 'warn'],
  ['M', 'mute'],
  ['B', 'ban'],
  ['S', 'shadow'],
  ['A', 'delete_all'],
  ['E', 'keys_all'],
  ['V', 'keys_select'],
  ['U', 'keys_undo'],
  ['I', 'keys_assign'],
  ['Z', 'keys_snooze'],
  ['N', 'keys_note'],
  ['Esc', 'keys_close'],
  ['?', 'keys_help'],
] as const

export function QueueKeys({ onClose }: { onClose: () => void }) {
  const dialog = useModal()
  const id = useId()
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={onClose}>
      <div class="dialog-body">
        <h2 class="dialog-title" id={id}>
          {t('keys')}
        </h2>
        <dl class="keys">
          {KEYS.map(([keys, phrase]) => (
            <div key={phrase}>
              <dt>
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(phrase)}</dd>
            </div>
          ))}
        </dl>
        <div class="dialog-acts">
          <Button onClick={onClose}>{t('close')}</Button>
        </div>
      </div>
    </dialog>
  )
}
