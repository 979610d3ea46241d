import type { Notice } from '@imbachat/sdk'
import { useLaterContext } from '../../core/view-context.ts'
import type { LaterCatalog } from '../../i18n/catalog.ts'
import type { Phrases } from '../../i18n/phrases-for.ts'

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
  const { phrases, say } = useLaterContext()
  const text = textOf(notice, names.split('\n'), say, phrases)
  // the site writes in a language of its own
  if (notice.kind !== 'pinned' || !reveal) return <span dir={notice.kind === 'site' ? 'auto' : undefined}>{text}</span>
  return (
    <button type="button" onClick={() => reveal(notice.seq)}>
      {text}
    </button>
  )
}

export function textOf(
  notice: Notice,
  [actor = '', ...others]: readonly string[],
  say: LaterCatalog & { you: string },
  phrases: Phrases,
): string {
  const { fill } = phrases
  // an owner's text of before may name the reader
  const by = { who: actor === '' ? 'self' : 'other', actor: actor || say.you }
  const only = others.length === 1 ? others[0] : undefined
  const about = () => ({
    ...by,
    who: only === '' && actor !== '' ? 'you' : by.who,
    people: list(others, say.noticeYou, 'last', say, phrases),
  })
  const themselves = () => ({
    who: only === '' ? 'self' : others.includes('') ? 'among' : only === undefined ? 'several' : 'other',
    people: list(others, say.you, 'first', say, phrases),
  })
  switch (notice.kind) {
    case 'created':
      return fill(say.noticeCreated, { ...by, title: notice.title })
    case 'joined':
      return fill(say.noticeJoined, themselves())
    case 'left':
      return fill(say.noticeLeft, themselves())
    case 'added':
      return fill(say.noticeAdded, about())
    case 'removed':
      return fill(say.noticeRemoved, about())
    case 'title':
      return fill(say.noticeTitle, { ...by, title: notice.title })
    case 'description':
      return fill(say.noticeDescription, by)
    case 'picture':
      return fill(say.noticePicture, by)
    case 'role':
      return fill(notice.role === 'admin' ? say.noticeAdmin : say.noticeMember, about())
    case 'owner':
      return fill(say.noticeOwner, { who: others[0] === '' ? 'self' : 'other', name: others[0] ?? '' })
    case 'pinned':
      return fill(say.noticePinned, by)
    case 'handed_over':
      return notice.to === 'people' ? say.noticePeople : say.noticeBots
    case 'site': {
      const [language = ''] = phrases.language.split('-')
      return notice.texts?.[language] ?? notice.text
    }
  }
}

/** @param you what the reader is called, and their place in the list */
function list(
  names: readonly string[],
  you: string,
  place: 'first' | 'last',
  say: LaterCatalog,
  { fill, language }: Phrases,
): string {
  const others = names.filter((name) => name !== '')
  const hasReader = others.length < names.length
  const named = others.slice(0, hasReader ? MOST_NAMED - 1 : MOST_NAMED)
  if (hasReader && place === 'first') named.unshift(you)
  else if (hasReader) named.push(you)
  const more = names.length - named.length
  if (more > 0) named.push(fill(say.noticeOthers, { count: more }))
  return new Intl.ListFormat(language).format(named)
}
