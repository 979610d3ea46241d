import type { RequestErrorCode } from '@imbachat/sdk'
import { useLaterContext } from '../core/view-context.ts'
import { FileIcon } from '../files/file-icons.tsx'
import { durationText, sizeText, splitName } from '../files/file-text.ts'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Ring } from './ring.tsx'
import { MOST_FILES, type Tray, type TrayFile } from './tray.ts'

/** The files attached to the message that is being written. */
export function TrayView({ tray }: { tray: Tray }) {
  const { phrases, say } = useLaterContext()
  const files = tray.files.value
  const refused = files.flatMap(({ id, file, state }) => (state.kind === 'failed' ? [{ id, file, state }] : []))
  const reason = (code: RequestErrorCode): string => {
    if (code === 'not_permitted') return say.notAllowed
    if (code === 'file_too_large')
      return phrases.fill(say.tooLarge, { size: sizeText(tray.max_bytes, phrases.language) })
    return say.errors[code]
  }
  return (
    <div class="tray-area">
      {tray.overfull.value && <Problem text={phrases.fill(say.tooMany, { count: MOST_FILES })} />}
      {refused.map(({ id, file, state }) => (
        <Problem
          key={id}
          text={`${file.name}: ${reason(state.code)}`}
          {...(state.mayRetry && { retry: () => tray.retry(id) })}
          dismiss={() => tray.remove(id)}
        />
      ))}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
      <ul class="tray" role="list" aria-label={say.attached}>
        {files.map((file) => (
          <TrayItem key={file.id} tray={tray} item={file} />
        ))}
      </ul>
    </div>
  )
}

function TrayItem({ tray, item }: { tray: Tray; item: TrayFile }) {
  const { phrases, say } = useLaterContext()
  const { id, file, facts, state } = item
  const [start, end] = splitName(file.name)
  const remove = () => tray.remove(id)
  return (
    <li class={`tray-file ${state.kind} ${facts.preview ? 'seen-file' : ''}`}>
      {facts.preview ? (
        <img src={facts.preview} alt={file.name} draggable={false} />
      ) : (
        <>
          <span class="file-mark">{state.kind === 'failed' ? <Icon name="alert" /> : <FileIcon name="file" />}</span>
          <span class="file-words">
            <bdi class="file-name" title={file.name}>
              <span>{start}</span>
              <span>{end}</span>
            </bdi>
            <span class="file-size">{sizeText(file.size, phrases.language)}</span>
          </span>
        </>
      )}
      {facts.kind === 'video' && facts.duration_ms !== undefined && (
        <span class="tile-badge">{durationText(facts.duration_ms)}</span>
      )}
      {state.kind === 'uploading' || state.kind === 'reading' ? (
        <Ring name={file.name} sent={state.kind === 'uploading' ? state.sent : 0} cancel={remove} />
      ) : (
        <>
          {state.kind === 'failed' && facts.preview && (
            <span class="tray-failed">
              <Icon name="alert" />
            </span>
          )}
          <button
            type="button"
            class="tray-remove"
            aria-label={phrases.fill(say.removeFile, { name: file.name })}
            onClick={remove}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </li>
  )
}
