import type { Notice } from '@imbachat/sdk'
import type { LaterCatalog } from '../i18n/en/later.ts'
import type { Phrases } from '../i18n/phrases.ts'
import type { Plurals } from '../i18n/plural.ts'
import { useLaterFrame } from './frame-context.ts'

/** Users that a notice names; the others are a number. */
const MOST_NAMED = 3

interface Props {
  notice: Notice
  /** see `noticeNames` */
  names: string
  /** shows the message that the notice is about */
  reveal?: (seq: number) => void
}

/** A notice in the reader's language. */
export function NoticeText({ notice, names, reveal }: Props) {
  const { phrases, say } = useLaterFrame()
  const text = textOf(notice, names.split('\n'), say, phrases)
  if (notice.kind !== 'pinned' || !reveal) return <span dir="auto">{text}</span>
  return (
    <button type="button" dir="auto" onClick={() => reveal(notice.seq)}>
      {text}
    </button>
  )
}

function textOf(
  notice: Notice,
  [actor = '', ...others]: readonly string[],
  say: LaterCatalog & { you: string },
  phrases: Phrases,
): string {
  const fill = ({ one, other }: Plurals, isOne: boolean, ...values: string[]) =>
    phrases.fill((isOne && one) || other, ...values)
  const by = (form: Plurals, ...values: string[]) => fill(form, actor !== '', actor || say.you, ...values)
  const listed = (you: string) => list(others, you, say, phrases)
  const themselves = (form: Plurals) => fill(form, others.length === 1 && others[0] !== '', listed(say.you))
  switch (notice.kind) {
    case 'created':
      return by(say.noticeCreated, notice.title)
    case 'joined':
      return themselves(say.noticeJoined)
    case 'left':
      return themselves(say.noticeLeft)
    case 'added':
      return by(say.noticeAdded, listed(say.noticeYou))
    case 'removed':
      return by(say.noticeRemoved, listed(say.noticeYou))
    case 'title':
      return by(say.noticeTitle, notice.title)
    case 'description':
      return by(say.noticeDescription)
    case 'picture':
      return by(say.noticePicture)
    case 'role':
      return by(notice.role === 'admin' ? say.noticeAdmin : say.noticeMember, listed(say.noticeYou))
    case 'owner':
      return others[0] === '' ? say.noticeOwnerYou : phrases.fill(say.noticeOwner, listed(''))
    case 'pinned':
      return by(say.noticePinned)
    case 'site': {
      const [language = ''] = phrases.language.split('-')
      return notice.texts?.[language] ?? notice.text
    }
  }
}

function list(names: readonly string[], you: string, say: LaterCatalog, { count, fill }: Phrases): string {
  const named = names.map((name) => name || you)
  const more = named.length - MOST_NAMED
  return more > 0 ? fill(count(say.noticeMore, more), named.slice(0, MOST_NAMED).join(', ')) : named.join(', ')
}
